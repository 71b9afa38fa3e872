/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The joins and rules of bench/pack in SQL, one text for all engines. The C preprocessor puts in
 * what differs (dialects.h); bench/sql/make puts in the paths. Dates are literals where the pack
 * has parameters, as somebody who tunes a query would write them: --on 2021-10-30.
 *
 * A source is read as it stands; of a matched row only the columns that rules read are kept, and
 * the values of the registry that they are compared with. Each source is joined once.
 */
#include "dialects.h"

PROLOGUE

SOURCE(raw_persons, registry/persons, TEXT("人口编号"), TEXT("户编号"), TEXT("姓名"), TEXT("证件类型"),
  TEXT("证件号码"), TEXT("性别"), DATE("出生日期"), TEXT("民族"), TEXT("联系电话"), TEXT("与户主关系"),
  TEXT("文化程度"), TEXT("在校生状况"), TEXT("健康状况"), TEXT("是否残疾"), TEXT("残疾类别"),
  TEXT("残疾等级"), TEXT("劳动能力"), TEXT("参加城乡居民医保"), TEXT("参加城乡居民养老"),
  TEXT("享受低保"), TEXT("特困供养"), TEXT("会讲普通话"))
SOURCE(raw_households, registry/households, TEXT("户编号"), TEXT("行政村"), TEXT("村民小组"),
  TEXT("户联系电话"), TEXT("户类型"), TEXT("主要致贫原因"), WHOLE("家庭人口数"), MONEY("耕地面积"),
  MONEY("林地面积"), MONEY("住房面积"), TEXT("住房结构"), TEXT("是否危房户"), TEXT("危房等级"),
  TEXT("饮水安全"), MONEY("工资性收入"), MONEY("生产经营性收入"), MONEY("财产性收入"),
  MONEY("转移性收入"), MONEY("低保金"), MONEY("养老金"), MONEY("生产经营性支出"),
  MONEY("家庭纯收入"), TEXT("开户银行"), TEXT("银行卡号"), TEXT("信息采集人"), DATE("采集时间"))
SOURCE(raw_episodes, registry/episodes, TEXT("户编号"), TEXT("监测对象类别"), DATE("识别日期"),
  TEXT("返贫致贫风险"), TEXT("风险是否已消除"))
SOURCE(raw_hukou, deliveries/hukou, TEXT("姓名"), TEXT("身份证号"), TEXT("性别"), DATE("出生日期"),
  TEXT("户口性质"), TEXT("住址"), TEXT("与户主关系"), TEXT("户籍状态"), DATE("登记日期"))
SOURCE(raw_death, deliveries/death, TEXT("姓名"), TEXT("身份证号"), DATE("死亡日期"),
  DATE("注销日期"), TEXT("注销原因"))
SOURCE(raw_vehicle, deliveries/vehicle, TEXT("姓名"), TEXT("身份证号"), TEXT("号牌号码"),
  TEXT("车辆类型"), TEXT("品牌"), MONEY("购置价格"), DATE("取得日期"), DATE("转出日期"))
SOURCE(raw_payroll, deliveries/payroll, TEXT("姓名"), TEXT("身份证号"), TEXT("工作单位"),
  TEXT("人员状态"), TEXT("人员性质"), WHOLE("年度"), MONEY("工资额"))
SOURCE(raw_yikatong, deliveries/yikatong, TEXT("姓名"), TEXT("身份证号"), TEXT("行政村"),
  TEXT("补贴项目"), MONEY("补贴标准"), MONEY("数量"), MONEY("发放金额"), DATE("发放日期"),
  TEXT("开户行"), TEXT("账号"))
SOURCE(raw_dibao, deliveries/dibao, TEXT("姓名"), TEXT("身份证号"), TEXT("保障类别"),
  MONEY("保障金额"), DATE("纳入日期"), DATE("停发日期"), TEXT("救助证编号"))
SOURCE(raw_tekun, deliveries/tekun, TEXT("姓名"), TEXT("身份证号"), TEXT("供养方式"),
  MONEY("供养金额"), DATE("纳入日期"), DATE("停发日期"))
SOURCE(raw_temp, deliveries/temp, TEXT("姓名"), TEXT("身份证号"), TEXT("申请原因"),
  MONEY("救助金额"), DATE("救助日期"))
SOURCE(raw_card, deliveries/card, TEXT("姓名"), TEXT("身份证号"), TEXT("证号"), TEXT("残疾类别"),
  TEXT("残疾等级"), DATE("发证日期"), TEXT("证件状态"))
SOURCE(raw_roll, deliveries/roll, TEXT("学校"), TEXT("学段"), TEXT("年级"), TEXT("班级"),
  TEXT("姓名"), TEXT("身份证号"), TEXT("学籍号"), TEXT("就读方式"))
SOURCE(raw_dropout, deliveries/dropout, TEXT("姓名"), TEXT("身份证号"), TEXT("原就读学校"),
  DATE("失学时间"), TEXT("失学原因"), TEXT("劝返情况"))
SOURCE(raw_med, deliveries/med, TEXT("姓名"), TEXT("身份证号"), DATE("入院日期"), DATE("出院日期"),
  DATE("结算日期"), MONEY("总费用"), MONEY("报销金额"), MONEY("自付费用"), TEXT("医疗机构"),
  TEXT("诊断"))
SOURCE(raw_insured, deliveries/insured, TEXT("姓名"), TEXT("身份证号"), TEXT("险种"),
  DATE("缴费日期"), MONEY("缴费金额"), TEXT("参保状态"))
SOURCE(raw_pension, deliveries/pension, TEXT("姓名"), TEXT("身份证号"), MONEY("月领金额"),
  DATE("起领日期"), TEXT("险种"))
SOURCE(raw_job, deliveries/job, TEXT("姓名"), TEXT("身份证号"), TEXT("务工状态"), DATE("返乡日期"),
  TEXT("省"), TEXT("市"), TEXT("单位"), MONEY("月收入"))
SOURCE(raw_firm, deliveries/firm, TEXT("企业名称"), TEXT("统一社会信用代码"), TEXT("姓名"),
  TEXT("身份证号"), TEXT("职务"), MONEY("注册资本"), DATE("成立日期"), TEXT("企业状态"))
SOURCE(raw_house, deliveries/house, TEXT("姓名"), TEXT("身份证号"), TEXT("不动产单元号"),
  TEXT("坐落"), MONEY("建筑面积"), TEXT("规划用途"), DATE("取得日期"), TEXT("权属状态"))
SOURCE(raw_danger, deliveries/danger, TEXT("户编号"), WHOLE("年度"), TEXT("鉴定等级"),
  DATE("鉴定日期"), TEXT("鉴定单位"), DATE("竣工日期"), MONEY("补助金额"))
SOURCE(raw_water, deliveries/water, TEXT("户主姓名"), TEXT("行政村"), TEXT("水量"), TEXT("水质"),
  TEXT("用水方便"), TEXT("供水保证率"), TEXT("供水工程"))

AFTER_LOAD

/* ---- the registry: numbers in place of texts as keys ---- */

TABLE(household, SELECT CAST("户编号" AS BIG) AS hh, "行政村" AS village, "家庭人口数" AS size,
  "耕地面积" AS land, "是否危房户" AS danger, "危房等级" AS level, "饮水安全" AS water,
  "工资性收入" AS wage, "生产经营性收入" AS biz, "财产性收入" AS prop, "转移性收入" AS trans,
  "低保金" AS dibao, "养老金" AS pension, "生产经营性支出" AS spent, "家庭纯收入" AS net
  FROM raw_households)
TABLE(person, SELECT CAST(r."人口编号" AS BIG) AS pid, h.hh AS hh, h.village AS village,
  r."姓名" AS name, r."证件号码" AS id, r."性别" AS sex, r."出生日期" AS birth,
  r."在校生状况" AS school, r."是否残疾" AS disabled, r."残疾类别" AS dis_kind,
  r."残疾等级" AS dis_grade, r."劳动能力" AS labor, r."参加城乡居民医保" AS insured,
  r."享受低保" AS dibao, r."特困供养" AS tekun
  FROM raw_persons r JOIN household h ON h.hh = CAST(r."户编号" AS BIG))
TABLE(watched, SELECT DISTINCT CAST("户编号" AS BIG) AS hh FROM raw_episodes
  WHERE "风险是否已消除" = '否')

AFTER_REGISTRY

/* ---- matched rows ---- */

#define MATCHED(name, raw, ...) TABLE(name, SELECT p.pid AS pid, p.hh AS hh, __VA_ARGS__ \
  FROM raw d JOIN person p ON p.id = d."身份证号")

MATCHED(hukou, raw_hukou, d."户籍状态" AS state,
  CASE WHEN d."姓名" <> p.name THEN 1 ELSE 0 END AS other_name,
  CASE WHEN d."性别" <> p.sex THEN 1 ELSE 0 END AS other_sex,
  CASE WHEN d."出生日期" <> p.birth THEN 1 ELSE 0 END AS other_birth)
MATCHED(death, raw_death, d."死亡日期" AS died)
MATCHED(vehicle, raw_vehicle, d."车辆类型" AS kind, d."购置价格" AS price, d."取得日期" AS got,
  d."转出日期" AS gone)
MATCHED(payroll, raw_payroll, d."人员状态" AS state)
MATCHED(yikatong, raw_yikatong, d."补贴项目" AS item, d."发放金额" AS amount, d."发放日期" AS paid,
  d."账号" AS account)
MATCHED(dibao, raw_dibao, d."纳入日期" AS since, d."停发日期" AS until)
MATCHED(tekun, raw_tekun, d."纳入日期" AS since, d."停发日期" AS until)
MATCHED(temp_aid, raw_temp, d."救助日期" AS given)
MATCHED(card, raw_card, d."残疾类别" AS kind, d."残疾等级" AS grade, d."证件状态" AS state,
  CASE WHEN NO_TEXT(p.dis_kind) OR NO_TEXT(p.dis_grade) OR d."残疾类别" <> p.dis_kind
    OR d."残疾等级" <> p.dis_grade THEN 1 ELSE 0 END AS differs)
MATCHED(roll, raw_roll, 1 AS one)
MATCHED(dropout, raw_dropout, p.birth AS birth, d."劝返情况" AS state)
MATCHED(med, raw_med, d."结算日期" AS settled, d."自付费用" AS self)
MATCHED(insured, raw_insured, d."险种" AS kind, d."参保状态" AS state)
MATCHED(pension, raw_pension, d."月领金额" AS drawing, d."起领日期" AS since)
MATCHED(job, raw_job, d."务工状态" AS state, d."返乡日期" AS back, d."月收入" AS pay)
MATCHED(firm, raw_firm, d."职务" AS role, d."注册资本" AS capital, d."企业状态" AS state)
MATCHED(house, raw_house, d."建筑面积" AS area, d."权属状态" AS state)
TABLE(danger, SELECT h.hh AS hh, h.level AS level, d."鉴定等级" AS grade, d."鉴定日期" AS judged,
  d."竣工日期" AS fixed FROM raw_danger d JOIN household h ON h.hh = CAST(d."户编号" AS BIG))
TABLE(water, SELECT p.hh AS hh, d."水量" AS volume, d."水质" AS quality, d."用水方便" AS access,
  d."供水保证率" AS assurance
  FROM raw_water d JOIN person p ON p.name = d."户主姓名" AND p.village = d."行政村")

/* ---- rules ---- */

#define RULE(id) SELECT DISTINCT hh, 0 AS person, id AS rule
#define OF_PERSON(id) SELECT DISTINCT hh, pid AS person, id AS rule
#define SOME(x) (x = '是')

LAST_TABLE(finding, SELECT h.village AS village, f.hh AS hh, f.person AS person, f.rule AS rule FROM (
  RULE('E01') FROM vehicle
    WHERE kind IN ('小型轿车', '小型普通客车') AND price >= 30000 AND NO_DATE(gone)
  UNION ALL OF_PERSON('E02') FROM payroll WHERE state = '在职'
  UNION ALL OF_PERSON('E03') FROM firm
    WHERE role = '法定代表人' AND state = '存续' AND capital >= 100000
  UNION ALL SELECT hh, 0, 'E04' FROM house WHERE state = '现势' GROUP BY hh HAVING sum(area) > 120
  UNION ALL OF_PERSON('E05') FROM death
  UNION ALL SELECT p.hh, 0, 'E06' FROM person p
    LEFT JOIN (SELECT DISTINCT pid FROM hukou WHERE state <> '正常') x ON x.pid = p.pid
    GROUP BY p.hh HAVING count(*) = count(x.pid)
  UNION ALL OF_PERSON('W02') FROM dropout
    WHERE state = '未返校' AND birth > DAY('2005-09-01') AND birth <= DAY('2014-09-01')
  UNION ALL SELECT hh, pid, 'W03' FROM person WHERE birth > DAY('2005-09-01')
    AND birth <= DAY('2014-09-01') AND pid NOT IN (SELECT pid FROM roll)
  UNION ALL RULE('W06') FROM (
    SELECT hh FROM dibao WHERE since >= DAY('2021-01-01') AND HOLDS(since, until, '2021-10-30')
    UNION ALL
    SELECT hh FROM tekun WHERE since >= DAY('2021-01-01') AND HOLDS(since, until, '2021-10-30')) x
    WHERE hh NOT IN (SELECT hh FROM watched)
  UNION ALL SELECT hh, 0, 'W07' FROM temp_aid
    WHERE given > DAY('2020-10-30') AND given <= DAY('2021-10-30')
    GROUP BY hh HAVING count(*) >= 2
  UNION ALL OF_PERSON('W08') FROM job WHERE state = '未复工' AND back <= DAY('2021-09-30')
  UNION ALL RULE('W10') FROM danger
    WHERE grade IN ('C', 'D') AND judged >= DAY('2021-01-01') AND NO_DATE(fixed)
  UNION ALL RULE('W12') FROM water WHERE volume = '不达标' OR quality = '不达标'
    OR access = '不达标' OR assurance = '不达标'
  UNION ALL OF_PERSON('W16') FROM med WHERE settled >= DAY('2021-01-01') AND self >= 6000
  UNION ALL SELECT h.hh, 0, 'W17' FROM household h JOIN (
      SELECT hh, sum(self) AS total FROM med
      WHERE settled > DAY('2020-10-30') AND settled <= DAY('2021-10-30') GROUP BY hh) x
      ON x.hh = h.hh
    WHERE x.total > 0 AND x.total >= h.net * 0.5
  UNION ALL OF_PERSON('W18') FROM card WHERE state = '有效' AND (grade IN ('一级', '二级')
    OR (kind IN ('智力', '精神') AND grade IN ('三级', '四级')))
  UNION ALL SELECT hh, 0, 'W20' FROM pension GROUP BY hh HAVING min(drawing) < 100
  UNION ALL SELECT hh, 0, 'W21' FROM household WHERE land > 0
    AND hh NOT IN (SELECT hh FROM yikatong WHERE item = '耕地地力保护补贴')
  UNION ALL SELECT hh, 0, 'W22' FROM yikatong GROUP BY hh HAVING count(DISTINCT account) >= 4
  UNION ALL SELECT hh, pid, 'W23' FROM insured WHERE state = '正常参保'
    GROUP BY hh, pid HAVING count(DISTINCT kind) >= 2
  UNION ALL SELECT hh, 0, 'W24' FROM vehicle WHERE HOLDS(got, gone, '2021-10-30')
    GROUP BY hh HAVING count(*) >= 3
  UNION ALL SELECT hh, 0, 'W26' FROM household
    WHERE net < 4000 * size AND hh NOT IN (SELECT hh FROM watched)
  UNION ALL OF_PERSON('C01') FROM hukou WHERE other_name = 1
  UNION ALL OF_PERSON('C02') FROM hukou WHERE other_sex = 1
  UNION ALL OF_PERSON('C03') FROM hukou WHERE other_birth = 1
  UNION ALL SELECT hh, pid, 'C04' FROM person WHERE pid NOT IN (SELECT pid FROM hukou)
  UNION ALL SELECT p.hh, p.pid, 'C19' FROM person p LEFT JOIN (
      SELECT pid, max(differs) AS differs FROM card WHERE state = '有效' GROUP BY pid) c
      ON c.pid = p.pid
    WHERE SOME(p.disabled) <> (c.pid IS NOT NULL) OR (SOME(p.disabled) AND c.differs = 1)
  UNION ALL SELECT hh, pid, 'C20' FROM person WHERE SOME(dibao) <> (pid IN (
    SELECT pid FROM dibao WHERE HOLDS(since, until, '2021-09-30')))
  UNION ALL SELECT h.hh, 0, 'C21' FROM household h LEFT JOIN (
      SELECT hh, sum(amount) AS total FROM yikatong WHERE item = '农村低保金'
        AND paid >= DAY('2020-10-01') AND paid <= DAY('2021-09-30') GROUP BY hh) x
      ON x.hh = h.hh
    WHERE abs(coalesce(x.total, 0) - h.dibao) > coalesce(x.total, 0) * 0.25
  UNION ALL SELECT hh, pid, 'C22' FROM person WHERE SOME(tekun) <> (pid IN (
    SELECT pid FROM tekun WHERE HOLDS(since, until, '2021-09-30')))
  UNION ALL SELECT hh, pid, 'C23' FROM person WHERE SOME(insured) <> (pid IN (
    SELECT pid FROM insured WHERE kind = '城乡居民' AND state = '正常参保'))
  UNION ALL SELECT hh, 0, 'C24' FROM household WHERE pension = 0 AND hh IN (
    SELECT hh FROM pension WHERE since <= DAY('2021-09-30') GROUP BY hh HAVING max(drawing) > 0)
  UNION ALL SELECT h.hh, 0, 'C25' FROM household h LEFT JOIN (
      SELECT hh, max(CASE WHEN grade <> level THEN 1 ELSE 0 END) AS differs FROM danger
      WHERE grade IN ('C', 'D') AND (NO_DATE(fixed) OR fixed > DAY('2021-09-30')) GROUP BY hh) x
      ON x.hh = h.hh
    WHERE SOME(h.danger) <> (x.hh IS NOT NULL) OR (SOME(h.danger) AND x.differs = 1)
  UNION ALL SELECT hh, 0, 'C26' FROM household WHERE SOME(water) = (hh IN (
    SELECT hh FROM water WHERE quality = '不达标' OR volume = '不达标'))
  UNION ALL SELECT hh, 0, 'C27' FROM household WHERE wage = 0 AND hh IN (
    SELECT hh FROM job WHERE state = '在岗' GROUP BY hh HAVING sum(pay) > 0)
  UNION ALL SELECT hh, pid, 'C28' FROM person
    WHERE (NOT NO_TEXT(school)) <> (pid IN (SELECT pid FROM roll))
  UNION ALL SELECT hh, pid, 'X01' FROM person
    WHERE birth <= DAY('1941-10-30') AND labor = '普通劳动力'
  UNION ALL SELECT hh, 0, 'X02' FROM household WHERE wage + biz + prop + trans - spent <> net
  UNION ALL SELECT h.hh, 0, 'X03' FROM household h JOIN (
      SELECT hh, count(*) AS members FROM person GROUP BY hh) x ON x.hh = h.hh
    WHERE h.size <> x.members
  UNION ALL SELECT hh, pid, 'X05' FROM person WHERE OTHER_BIRTH(id, birth)
) f JOIN household h ON h.hh = f.hh)

WRITE(findings, SELECT hh, person, village, rule FROM finding)
WRITE(villages, SELECT village, substr(rule, 1, 1) AS series, count(*) AS yes,
  count(DISTINCT hh) AS households FROM finding GROUP BY village, substr(rule, 1, 1))
EPILOGUE

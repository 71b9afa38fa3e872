/* SPDX-License-Identifier: Apache-2.0 */
/*
 * property: real estate, firms, village cadres, dangerous houses, drinking water.
 *
 * Planted: town flats, and beside them relocation flats, old certificates, shares of a parent's
 * flat, village houses; trading companies, and revoked ones, shells, stalls, co-operatives;
 * cadres in office and former ones. The water ledger knows people by name and village only.
 */
#include "generate/registry_int.h"

static const Household *household_of(const County *county, const Person *person) {
  return person->household == NOBODY ? NULL : &county->households[person->household];
}

/* ---- real estate ---- */

static void put_flat(Sheet *sheet, const Person *person, bool relocation) {
  static const Str ways[] = {STR_INIT("购买"), STR_INIT("继承"), STR_INIT("赠与"),
                             STR_INIT("换证")};
  static const Str uses[] = {STR_INIT("成套住宅"), STR_INIT("住宅"), STR_INIT("商业服务"),
                             STR_INIT("车位")};
  Random *random = &sheet->random;
  uint32_t way = relocation ? 0 : random_low(random, 4);
  bool shared = way == 1 || random_chance(random, 1500), history = random_chance(random, 700);
  Day registered = {DAY_EVALUATION.n - random_between(random, 40, 4300)};
  uint32_t place = random_below(random, 30 * 4 * 6 * 2);
  generate_put_format(sheet, COL_LAND_ADDRESS, "双江自治县勐勐镇%s,%u栋%u单元%u室",
                      relocation       ? "南勐河安置区"
                      : place % 2 == 0 ? "拉祜小镇"
                                       : "建设路",
                      place / 2 % 30 + 1, place / 60 % 4 + 1, place / 240 * 100 + 101);
  generate_put_number(sheet, COL_LAND_AREA, random_between(random, 4500, 14500));
  generate_put(sheet, COL_LAND_PLAN_USE, uses[random_low(random, 4)]);
  bool unnamed = random_chance(random, 800); /* then only the list of relocation tells */
  generate_put(sheet, COL_LAND_NATURE,
               unnamed                      ? STR("")
               : relocation                 ? STR("易地扶贫搬迁安置房")
               : random_chance(random, 700) ? STR("房改房")
                                            : STR("商品房"));
  generate_put(sheet, COL_LAND_RIGHT_KIND, STR("国有建设用地使用权/房屋所有权"));
  generate_put(sheet, COL_LAND_CO_OWN,
               !shared    ? STR("单独所有")
               : way == 1 ? STR("按份共有")
                          : STR("共同共有"));
  if (shared && way == 1)
    generate_put_int(sheet, COL_LAND_SHARE, random_between(random, 1, 3) * 25);
  generate_put(sheet, COL_LAND_REG_WHY, ways[way]);
  generate_put_day(sheet, COL_LAND_REGISTERED, registered);
  if (!random_chance(random, 1500)) {
    Day acquired = {registered.n - (way == 3 ? random_between(random, 400, 3000) : 20)};
    generate_put_day(sheet, COL_LAND_ACQUIRED, acquired);
  }
  if (way == 0)
    generate_put_money(sheet, COL_LAND_PRICE, random_between(random, 90000, 480000) * 100);
  generate_put(sheet, COL_LAND_STATE, history ? STR("历史") : STR("现势"));
  (void)person;
}

static void put_farmhouse(Sheet *sheet, const Household *household) {
  const County *county = sheet->county;
  const Village *village = &county->villages[household->village];
  char group[24];
  generate_put_format(sheet, COL_LAND_ADDRESS, "%.*s%.*s%.*s%u号",
                      STR_ARG(county->townships[village->township].name), STR_ARG(village->name),
                      STR_ARG(generate_group_name(county, household, group)),
                      household->no % 97 + 1);
  generate_put_int(sheet, COL_LAND_AREA, household->house_area);
  generate_put(sheet, COL_LAND_PLAN_USE, STR("农村住宅"));
  generate_put(sheet, COL_LAND_NATURE, STR("自建房"));
  generate_put(sheet, COL_LAND_RIGHT_KIND, STR("宅基地使用权/房屋所有权"));
  generate_put(sheet, COL_LAND_CO_OWN, STR("共同共有"));
  generate_put(sheet, COL_LAND_REG_WHY, STR("首次登记"));
  generate_put_day(sheet, COL_LAND_REGISTERED,
                   (Day){day_of(2019, 3, 1).n + (int32_t)(household->no % 700)});
  generate_put(sheet, COL_LAND_STATE, STR("现势"));
}

static void put_owner(Sheet *sheet, const Person *person) {
  generate_put_name(sheet, COL_LAND_NAME, person);
  generate_put(sheet, COL_LAND_ID_KIND, STR("身份证"));
  generate_put_id(sheet, COL_LAND_ID, person);
  generate_put_format(sheet, COL_LAND_UNIT_NO, "530925GB%05uF%04u",
                      (unsigned)(sheet->rows / 40 + 1), (unsigned)(sheet->rows % 9000 + 1));
  generate_put_format(sheet, COL_LAND_CERT_NO, "云(2%03u)双江县不动产权第%07u号",
                      (unsigned)(10 + sheet->rows % 12), (unsigned)(sheet->rows + 1));
}

static Err write_land(Output *output, Diag *diag) {
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_LAND, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->person_count; i++) {
    const Person *person = &county->persons[i];
    if (age_on(person, DAY_STATE) < 22 || (person->flags & P_GONE)) continue;
    const Household *household = household_of(county, person);
    bool relocated =
        household != NULL && (household->flags & H_MOVED) && person->relation == REL_HEAD;
    bool flat = relocated || random_chance(&sheet.random, household == NULL ? 3500 : 110);
    if (flat) {
      put_owner(&sheet, person);
      put_flat(&sheet, person, relocated);
      generate_row(&sheet);
    } else if (household != NULL && person->relation == REL_HEAD &&
               random_chance(&sheet.random, 3000)) {
      put_owner(&sheet, person);
      put_farmhouse(&sheet, household);
      generate_row(&sheet);
    }
  }
  return generate_sheet_close(output, &sheet, diag);
}

/* ---- firms ---- */

static void put_credit_code(Sheet *sheet, bool stall, uint32_t serial) {
  static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  char text[18];
  const char *head = stall ? "92530925MA6" : "91530925MA6";
  for (size_t i = 0; i < 11; i++)
    text[i] = head[i];
  for (size_t i = 16; i >= 11; i--, serial /= 31)
    text[i] = alphabet[serial % 31];
  uint32_t sum = 0, weight = 1;
  for (size_t i = 0; i < 17; i++, weight = weight * 3 % 31) {
    uint32_t value = 0;
    while (alphabet[value] != text[i])
      value++;
    sum += value * weight;
  }
  text[17] = alphabet[(31 - sum % 31) % 31];
  generate_put(sheet, COL_ENTITY_USCC, (Str){text, 18});
}

static void put_firm(Sheet *sheet, const Person *person) {
  static const Str kinds[] = {STR_INIT("个体工商户"), STR_INIT("有限责任公司（自然人独资）"),
                              STR_INIT("农民专业合作社"), STR_INIT("个人独资企业"),
                              STR_INIT("村集体股份经济合作社")};
  static const uint16_t weights[] = {68, 16, 10, 4, 2};
  static const Str states[] = {STR_INIT("存续（在营、开业、在册）"), STR_INIT("注销"),
                               STR_INIT("吊销"), STR_INIT("停业")};
  static const uint16_t state_weights[] = {74, 15, 8, 3};
  static const Str trades[] = {STR_INIT("茶叶店"), STR_INIT("小卖部"), STR_INIT("农机修理铺"),
                               STR_INIT("餐馆"), STR_INIT("养殖场")};
  Random *random = &sheet->random;
  size_t kind = generate_random_weighted(random, weights, 5),
         state = generate_random_weighted(random, state_weights, 4);
  Day founded = {DAY_EVALUATION.n - random_between(random, 30, 3600)};
  const Village *village = generate_village(sheet->county, person);
  Str trade = trades[random_below(random, 5)];
  put_credit_code(sheet, kind == 0, 4000000 + sheet->rows * 17);
  generate_put_format(sheet, COL_ENTITY_TITLE, "双江%.*s%.*s%s", STR_ARG(village->bare),
                      STR_ARG(trade), kind == 1 ? "有限公司" : "");
  generate_put(sheet, COL_ENTITY_KIND, kinds[kind]);
  generate_put_name(sheet, COL_ENTITY_NAME, person);
  generate_put_id(sheet, COL_ENTITY_ID, person);
  generate_put_number(sheet, COL_ENTITY_CAPITAL, random_between(random, 1, 100) * 100);
  generate_put_day(sheet, COL_ENTITY_FOUNDED, founded);
  if (!random_chance(random, 2000)) generate_put_day(sheet, COL_ENTITY_SINCE, founded);
  generate_put(sheet, COL_ENTITY_SCOPE, STR("茶叶、农副产品收购,销售;日用百货零售"));
  generate_put(sheet, COL_ENTITY_OFFICE, STR("双江自治县市场监督管理局"));
  generate_put(sheet, COL_ENTITY_STATE, states[state]);
  if (state == 0 && random_chance(random, 900)) generate_put(sheet, COL_ENTITY_ABNORMAL, STR("是"));
  if (!random_chance(random, 3500))
    generate_put_bool(sheet, COL_ENTITY_TRADING, state == 0 && random_chance(random, 8500));
  if (state == 1 || state == 2)
    generate_put_day(sheet, COL_ENTITY_ENDED,
                     (Day){founded.n + (DAY_EVALUATION.n - founded.n) / 2});
  generate_put_format(sheet, COL_ENTITY_ADDRESS, "%.*s%.*s",
                      STR_ARG(sheet->county->townships[village->township].name),
                      STR_ARG(village->name));
}

static Err write_firms(Output *output, Diag *diag) {
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_ENTITY, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->person_count; i++) {
    const Person *person = &county->persons[i];
    int32_t age = age_on(person, DAY_STATE);
    if (age < 20 || age > 70 || (person->flags & P_GONE)) continue;
    if (!random_chance(&sheet.random, person->household == NOBODY ? 2200 : 260)) continue;
    put_firm(&sheet, person);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

/* ---- cadres ---- */

static Err write_cadres(Output *output, Diag *diag) {
  static const Str posts[] = {STR_INIT("党总支书记"), STR_INIT("副书记"),
                              STR_INIT("支委"),       STR_INIT("村委会副主任"),
                              STR_INIT("村委会委员"), STR_INIT("监委会主任"),
                              STR_INIT("村民小组长")};
  static const uint16_t weights[] = {9, 9, 12, 12, 14, 9, 35};
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_CADRE, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->resident_count; i++) {
    const Person *person = &county->persons[i];
    if (!(person->flags & (P_CADRE | P_CADRE_FORMER))) continue;
    size_t post = generate_random_weighted(&sheet.random, weights, 7);
    bool former = person->flags & P_CADRE_FORMER;
    generate_put_name(&sheet, COL_CADRE_NAME, person);
    generate_put_id(&sheet, COL_CADRE_ID, person);
    generate_put_village(&sheet, COL_CADRE_VILLAGE, generate_village(county, person));
    generate_put(&sheet, COL_CADRE_POST, posts[post]);
    generate_put_day(&sheet, COL_CADRE_FROM, former ? day_of(2018, 3, 20) : day_of(2021, 3, 15));
    if (former) generate_put_day(&sheet, COL_CADRE_TO, day_of(2021, 3, 14));
    generate_put_money(&sheet, COL_CADRE_PAY,
                       post == 6 ? 60000 : random_between(&sheet.random, 20, 36) * 10000);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

/* ---- dangerous houses ---- */

static Err write_dangers(Output *output, Diag *diag) {
  static const Str structs[] = {STR_INIT("土坯"), STR_INIT("砖木"), STR_INIT("砖混"),
                                STR_INIT("框架"), STR_INIT("竹木")};
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_DANGER, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->household_count; i++) {
    const Household *household = &county->households[i];
    bool danger = household->flags & (H_DANGER_C | H_DANGER_D);
    if (!danger && !random_chance(&sheet.random, household->house_struct == 0 ? 300 : 40)) continue;
    const Village *village = &county->villages[household->village];
    bool fixed =
        danger && !(household->flags & H_DANGER_SAID) && random_chance(&sheet.random, 1500);
    Day judged = {day_of(2021, 2, 1).n + random_between(&sheet.random, 0, 240)};
    char group[24];
    generate_put_name(&sheet, COL_DANGER_NAME, &county->persons[household->first]);
    generate_put_id(&sheet, COL_DANGER_ID, &county->persons[household->first]);
    generate_put_village(&sheet, COL_DANGER_VILLAGE, village);
    generate_put_format(
        &sheet, COL_DANGER_ADDRESS, "%.*s%.*s\n%u号, \"老房\"旁", STR_ARG(village->name),
        STR_ARG(generate_group_name(county, household, group)), household->no % 97 + 1);
    generate_put_int(&sheet, COL_DANGER_YEAR, 2021);
    generate_put(&sheet, COL_DANGER_GRADE,
                 household->flags & H_DANGER_D        ? STR("D级")
                 : danger                             ? STR("C级")
                 : random_chance(&sheet.random, 5000) ? STR("A级")
                                                      : STR("B级"));
    generate_put_day(&sheet, COL_DANGER_JUDGED, judged);
    generate_put(&sheet, COL_DANGER_JUDGE, STR("临沧市建筑工程质量检测中心"));
    generate_put(&sheet, COL_DANGER_STRUCT, structs[household->house_struct]);
    generate_put_int(&sheet, COL_DANGER_AREA, household->house_area);
    if (danger)
      generate_put(&sheet, COL_DANGER_FIX_WAY,
                   household->flags & H_DANGER_D ? STR("拆除重建") : STR("加固改造"));
    if (fixed) generate_put_day(&sheet, COL_DANGER_FIXED, day_of(2021, 10, 12));
    if (fixed) generate_put_money(&sheet, COL_DANGER_AID, 2500000);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

/* ---- drinking water ---- */

static Err write_water(Output *output, Diag *diag) {
  static const Str problems[] = {STR_INIT("枯水期水量不足"), STR_INIT("水源浑浊"),
                                 STR_INIT("取水距离远"), STR_INIT("管道损坏")};
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_WATER, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->household_count; i++) {
    const Household *household = &county->households[i];
    bool bad = household->flags & H_WATER_BAD;
    if (!bad && !random_chance(&sheet.random, 180)) continue;
    const Village *village = &county->villages[household->village];
    uint32_t what = random_below(&sheet.random, 4);
    char group[24];
    generate_township(&sheet, village->township);
    generate_put(&sheet, COL_WATER_TOWNSHIP, county->townships[village->township].name);
    generate_put_village(&sheet, COL_WATER_VILLAGE, village);
    generate_put(&sheet, COL_WATER_GROUP, generate_group_name(county, household, group));
    generate_put_name(&sheet, COL_WATER_NAME, &county->persons[household->first]);
    for (uint32_t n = 0; n < 4; n++)
      generate_put(&sheet, (Column)(COL_WATER_VOLUME + n),
                   bad && n == what ? STR("不达标")
                   : n == what      ? STR("基本达标")
                                    : STR("达标"));
    if (bad) generate_put(&sheet, COL_WATER_PROBLEM, problems[what]);
    if (bad && random_chance(&sheet.random, 2000))
      generate_put_day(&sheet, COL_WATER_SOLVED, day_of(2021, 10, 9));
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

Err generate_property(Output *output, Diag *diag) {
  TRY(write_land(output, diag));
  TRY(write_firms(output, diag));
  TRY(write_cadres(output, diag));
  TRY(write_dangers(output, diag));
  return write_water(output, diag);
}

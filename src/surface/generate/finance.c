/* SPDX-License-Identifier: Apache-2.0 */
/*
 * finance: finance-paid staff, and the subsidy card by which most aid is paid (a file for each
 * township, as their offices keep them; each writes items in its own words).
 *
 * Planted: staff among household members and among the grown-up children of heads; retired ones,
 * temporary ones and rangers beside them, who do not count. Payments sent back and paid again,
 * payments to another account than the registry's.
 */
#include "generate/registry_int.h"

/* ---- staff ---- */

static void put_staff(Sheet *sheet, const Person *person) {
  static const Str units[] = {STR_INIT("双江县第一完全小学"), STR_INIT("双江县人民医院"),
                              STR_INIT("勐库镇人民政府"),     STR_INIT("双江县农业农村局"),
                              STR_INIT("双江县公安局"),       STR_INIT("沙河乡卫生院")};
  static const Str natures[] = {STR_INIT("事业"), STR_INIT("公务员"), STR_INIT("参公"),
                                STR_INIT("工勤"), STR_INIT("临聘")};
  static const uint16_t weights[] = {60, 20, 5, 5, 10};
  Random *random = &sheet->random;
  bool retired = person->flags & P_PAYROLL_RETIRED;
  generate_put_name(sheet, COL_PAYROLL_NAME, person);
  generate_put_id(sheet, COL_PAYROLL_ID, person);
  generate_put(sheet, COL_PAYROLL_SEX, person->sex == SEX_MALE ? STR("男") : STR("女"));
  generate_put(sheet, COL_PAYROLL_STATE, retired ? STR("退休") : STR("在职"));
  generate_put(sheet, COL_PAYROLL_ORIGIN,
               random_chance(random, 7000) ? STR("公开招聘") : STR("统一分配"));
  generate_put(sheet, COL_PAYROLL_NATURE, natures[generate_random_weighted(random, weights, 5)]);
  generate_put(sheet, COL_PAYROLL_UNIT, units[random_below(random, 6)]);
  /* a few passed the examination after their household was identified */
  Day since = {DAY_EVALUATION.n -
               (random_chance(random, 400) ? 60 : random_between(random, 700, 7000))};
  if (!random_chance(random, 300)) generate_put_day(sheet, COL_PAYROLL_SINCE, since);
  generate_put_int(sheet, COL_PAYROLL_YEAR, 2021);
  generate_put_money(sheet, COL_PAYROLL_PAY, random_between(random, 310000, 890000));
}

static void put_ranger(Sheet *sheet, const Person *person) {
  generate_put_name(sheet, COL_PAYROLL_NAME, person);
  generate_put_id(sheet, COL_PAYROLL_ID, person);
  generate_put(sheet, COL_PAYROLL_SEX, person->sex == SEX_MALE ? STR("男") : STR("女"));
  generate_put(sheet, COL_PAYROLL_STATE, STR("在职"));
  generate_put(sheet, COL_PAYROLL_ORIGIN, STR("聘用"));
  generate_put(sheet, COL_PAYROLL_NATURE, STR("护林员"));
  generate_put(sheet, COL_PAYROLL_UNIT, STR("双江县林业和草原局"));
  generate_put_int(sheet, COL_PAYROLL_YEAR, 2021);
  generate_put_money(sheet, COL_PAYROLL_PAY, 80000);
}

static Err write_staff(Output *output, Diag *diag) {
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_PAYROLL, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->person_count; i++) {
    const Person *person = &county->persons[i];
    if (person->flags & (P_PAYROLL | P_PAYROLL_RETIRED)) {
      put_staff(&sheet, person);
      generate_row(&sheet);
    } else if (person->post == 1 && random_chance(&sheet.random, 3000)) {
      put_ranger(&sheet, person);
      generate_row(&sheet);
    }
  }
  return generate_sheet_close(output, &sheet, diag);
}

/* ---- subsidy card ---- */

typedef enum Item {
  ITEM_SOIL,
  ITEM_FOREST,
  ITEM_RETURN,
  ITEM_DIBAO,
  ITEM_TEKUN,
  ITEM_RANGER,
  ITEM_DISABLED,
  ITEM_AGED,
  ITEM_CADRE,
  ITEM_FAMILY,
  ITEM_COUNT
} Item;

static const Str item_names[ITEM_COUNT][2] = {
    {STR_INIT("耕地地力保护补贴"), STR_INIT("地力补贴")},
    {STR_INIT("公益林补偿"), STR_INIT("森林生态效益补偿")},
    {STR_INIT("退耕还林补助"), STR_INIT("退耕还林")},
    {STR_INIT("农村低保金"), STR_INIT("农村最低生活保障金")},
    {STR_INIT("特困供养金"), STR_INIT("特困人员救助供养金")},
    {STR_INIT("护林员劳务补助"), STR_INIT("护林员工资")},
    {STR_INIT("残疾人补贴"), STR_INIT("重度残疾人护理补贴")},
    {STR_INIT("高龄津贴"), STR_INIT("高龄补贴")},
    {STR_INIT("村干部报酬"), STR_INIT("村组干部报酬")},
    {STR_INIT("计划生育奖扶金"), STR_INIT("农村计划生育家庭奖励扶助金")}};

typedef struct Payment {
  Item item;
  int64_t standard; /* fen for one */
  int64_t quantity; /* hundredths */
  Day paid_on;
} Payment;

static void put_payment(
    Sheet *sheet, const Household *household, const Person *person, Payment payment, bool back) {
  int64_t fen = payment.standard * payment.quantity / 100;
  generate_put_name(sheet, COL_CARDPAY_NAME, person);
  generate_put_id(sheet, COL_CARDPAY_ID, person);
  generate_put_village(sheet, COL_CARDPAY_VILLAGE, &sheet->county->villages[household->village]);
  generate_put(sheet, COL_CARDPAY_ITEM, item_names[payment.item][household->village % 2]);
  generate_put_number(sheet, COL_CARDPAY_STANDARD, payment.standard);
  generate_put_number(sheet, COL_CARDPAY_QUANTITY, payment.quantity);
  generate_put_money(sheet, COL_CARDPAY_AMOUNT, back ? -fen : fen);
  generate_put_day(sheet, COL_CARDPAY_PAID_ON, payment.paid_on);
  generate_put(sheet, COL_CARDPAY_BANK, STR("双江农信社"));
  /* now and then the account of a relative outside the household */
  uint64_t account = household->bank_card + (household->no % 307 == 5 ? 9000 : 0);
  generate_put_int(sheet, COL_CARDPAY_ACCOUNT, (int64_t)account);
  generate_row(sheet);
}

static void pay(Sheet *sheet, const Household *household, const Person *person, Payment payment) {
  if (payment.standard * payment.quantity < 100) return;
  put_payment(sheet, household, person, payment, false);
  if (!random_chance(&sheet->random, 30)) return;
  payment.paid_on.n += 3; /* a wrong account: sent back, and paid again */
  put_payment(sheet, household, person, payment, true);
  payment.paid_on.n += 9;
  put_payment(sheet, household, person, payment, false);
}

static void pay_quarters(
    Sheet *sheet, const Household *household, const Person *person, Item item, int64_t month_fen) {
  for (int32_t quarter = 0; quarter < 4; quarter++) {
    Day on = day_of(quarter == 0 ? 2020 : 2021, quarter == 0 ? 12 : quarter * 3, 12);
    pay(sheet, household, person, (Payment){item, month_fen, 300, on});
  }
}

static void pay_person(Sheet *sheet, const Household *household, const Person *person) {
  if (person->flags & P_TEKUN) pay_quarters(sheet, household, person, ITEM_TEKUN, 83200);
  if (person->post == 1) pay_quarters(sheet, household, person, ITEM_RANGER, 80000);
  if (person->flags & P_CADRE) pay_quarters(sheet, household, person, ITEM_CADRE, 210000);
  if (person->dis_level == 1 || person->dis_level == 2)
    pay(sheet, household, person, (Payment){ITEM_DISABLED, 8000, 1200, day_of(2021, 8, 20)});
  if (age_on(person, DAY_STATE) >= 80)
    pay(sheet, household, person, (Payment){ITEM_AGED, 5000, 1200, day_of(2021, 9, 10)});
}

static void pay_household(Sheet *sheet, const Household *household) {
  const Person *head = &sheet->county->persons[household->first];
  int32_t covered = 0;
  for (uint32_t i = 0; i < household->count; i++) {
    covered += (head[i].flags & P_DIBAO) != 0;
    pay_person(sheet, household, head + i);
  }
  pay(sheet, household, head, (Payment){ITEM_SOIL, 6400, household->land[0], day_of(2021, 6, 18)});
  pay(sheet, household, head,
      (Payment){ITEM_FOREST, 1000, household->land[1], day_of(2021, 4, 22)});
  pay(sheet, household, head, (Payment){ITEM_RETURN, 3000, household->land[2], day_of(2021, 7, 9)});
  if (household->family_planning > 0)
    pay(sheet, household, head,
        (Payment){ITEM_FAMILY, household->family_planning * 100, 100, day_of(2021, 8, 6)});
  if (covered > 0 && (household->flags & H_DIBAO))
    pay_quarters(sheet, household, head, ITEM_DIBAO, covered * 31000);
}

static Err write_payments(Output *output, uint32_t township, Diag *diag) {
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_CARDPAY, township, &sheet, diag));
  for (uint32_t v = 0; v < county->village_count; v++) {
    const Village *village = &county->villages[v];
    if (village->township != township) continue;
    for (uint32_t i = 0; i < village->count; i++)
      pay_household(&sheet, &county->households[village->first + i]);
  }
  return generate_sheet_close(output, &sheet, diag);
}

Err generate_finance(Output *output, Diag *diag) {
  TRY(write_staff(output, diag));
  for (uint32_t i = 0; i < output->county->township_count; i++)
    TRY(write_payments(output, i, diag));
  return ERR_OK;
}

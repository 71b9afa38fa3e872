/* SPDX-License-Identifier: Apache-2.0 */
/*
 * welfare: low-income support, support for the destitute, temporary relief, funerals, disability
 * cards.
 *
 * Planted: support that the registry does not know, and the reverse; support that was stopped;
 * cards that are cancelled or out of date; grades on both sides of the warning.
 */
#include "generate/registry_int.h"

static uint32_t township_of(const County *county, const Person *person) {
  return generate_village(county, person)->township;
}

/* ---- low-income support ---- */

static void put_support(Sheet *sheet, const Person *person, const Household *household) {
  static const Str kinds[] = {STR_INIT("农村低保A类"), STR_INIT("农村低保B类"),
                              STR_INIT("农村低保C类")};
  static const int32_t amounts[] = {390, 310, 240};
  const County *county = sheet->county;
  const Person *head = &county->persons[household->first];
  Random *random = &sheet->random;
  uint32_t kind = household->no % 3;
  uint32_t covered = 0;
  for (uint32_t i = 0; i < household->count; i++)
    covered += (head[i].flags & P_DIBAO) != 0;
  generate_put_name(sheet, COL_DIBAO_NAME, person);
  generate_put_id(sheet, COL_DIBAO_ID, person);
  generate_put(sheet, COL_DIBAO_HEAD, head->name);
  if (!(head->flags & P_ID_NONE)) generate_put(sheet, COL_DIBAO_HEAD_ID, (Str){head->id, 18});
  generate_put_village(sheet, COL_DIBAO_VILLAGE, &county->villages[household->village]);
  generate_put_int(sheet, COL_DIBAO_PERSONS, covered);
  generate_put(sheet, COL_DIBAO_KIND, kinds[kind]);
  generate_put_money(sheet, COL_DIBAO_AMOUNT, amounts[kind] * 100);
  generate_put_day(sheet, COL_DIBAO_FROM,
                   (Day){day_of(2018, 1, 1).n + (int32_t)(household->no % 1300)});
  if (household->flags & H_DIBAO_STOPPED)
    generate_put_day(sheet, COL_DIBAO_TO,
                     (Day){day_of(2021, 3, 1).n + random_between(random, 0, 200)});
  generate_put_int(sheet, COL_DIBAO_ACCOUNT, (int64_t)household->bank_card);
  generate_put_format(sheet, COL_DIBAO_CERT_NO, "双低保%07u", (unsigned)(household->no % 10000000));
}

static Err write_support(Output *output, Diag *diag) {
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_DIBAO, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->resident_count; i++) {
    const Person *person = &county->persons[i];
    if (!(person->flags & P_DIBAO)) continue;
    generate_township(&sheet, township_of(county, person));
    put_support(&sheet, person, &county->households[person->household]);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

/* ---- the destitute ---- */

static Err write_destitute(Output *output, Diag *diag) {
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_TEKUN, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->resident_count; i++) {
    const Person *person = &county->persons[i];
    if (!(person->flags & P_TEKUN) || random_chance(&sheet.random, 200)) continue;
    bool home = random_chance(&sheet.random, 1800);
    generate_put_name(&sheet, COL_TEKUN_NAME, person);
    generate_put_id(&sheet, COL_TEKUN_ID, person);
    generate_put_village(&sheet, COL_TEKUN_VILLAGE, generate_village(county, person));
    generate_put(&sheet, COL_TEKUN_WAY, home ? STR("集中") : STR("分散"));
    generate_put(&sheet, COL_TEKUN_ABILITY, person->dis_level > 0 ? STR("半自理") : STR("全自理"));
    generate_put_money(&sheet, COL_TEKUN_CARE, person->dis_level > 0 ? 18900 : 4700);
    if (home) generate_put(&sheet, COL_TEKUN_PLACE, STR("双江县中心敬老院"));
    generate_put_money(&sheet, COL_TEKUN_AMOUNT, 83200);
    generate_put_day(&sheet, COL_TEKUN_FROM, (Day){day_of(2016, 1, 1).n + (int32_t)(i % 1900)});
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

/* ---- temporary relief: a public list, numbers masked ---- */

static Err write_temporary(Output *output, Diag *diag) {
  static const Str reasons[] = {STR_INIT("因病"), STR_INIT("火灾"), STR_INIT("交通事故"),
                                STR_INIT("生活困难"), STR_INIT("就学困难")};
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_TEMP, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->resident_count; i++) {
    const Person *person = &county->persons[i];
    if (person->relation != REL_HEAD) continue;
    if (!random_chance(&sheet.random, person->bill > 0 ? 1200 : 90)) continue;
    uint32_t times = random_chance(&sheet.random, 900) ? 2 : 1;
    for (uint32_t n = 0; n < times; n++) {
      generate_put_name(&sheet, COL_TEMP_NAME, person);
      generate_put_id(&sheet, COL_TEMP_ID, person);
      generate_put_village(&sheet, COL_TEMP_VILLAGE, generate_village(county, person));
      generate_put(&sheet, COL_TEMP_REASON,
                   reasons[person->bill > 0 ? 0 : random_below(&sheet.random, 5)]);
      generate_put_money(&sheet, COL_TEMP_AMOUNT, random_between(&sheet.random, 5, 60) * 10000);
      generate_put_day(&sheet, COL_TEMP_ON_DATE,
                       (Day){day_of(2021, 1, 10).n + random_between(&sheet.random, 0, 270)});
      generate_put(&sheet, COL_TEMP_WAY, STR("资金"));
      generate_row(&sheet);
    }
  }
  return generate_sheet_close(output, &sheet, diag);
}

/* ---- funerals: most of those whose register was cancelled, and a few whose was not ---- */

static Err write_funerals(Output *output, Diag *diag) {
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_FUNERAL, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->resident_count; i++) {
    const Person *person = &county->persons[i];
    bool dead = person->flags & P_DEAD;
    bool kept = !dead && age_on(person, DAY_STATE) >= 65 && i % 211 == 9;
    if (!kept && (!dead || i % 4 == 0)) continue;
    Day died = {day_of(2021, 1, 4).n + random_between(&sheet.random, 0, 275)};
    generate_put_name(&sheet, COL_FUNERAL_NAME, person);
    generate_put_id(&sheet, COL_FUNERAL_ID, person);
    generate_put_village(&sheet, COL_FUNERAL_VILLAGE, generate_village(county, person));
    generate_put_day(&sheet, COL_FUNERAL_DIED, died);
    generate_put_day(&sheet, COL_FUNERAL_BURIED, (Day){died.n + 3});
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

/* ---- disability cards ---- */

static void put_card(Sheet *sheet, const Person *person) {
  static const Str kinds[] = {STR_INIT(""),     STR_INIT("视力"), STR_INIT("听力"),
                              STR_INIT("言语"), STR_INIT("肢体"), STR_INIT("智力"),
                              STR_INIT("精神"), STR_INIT("多重")};
  static const Str levels[] = {STR_INIT(""), STR_INIT("一级"), STR_INIT("二级"), STR_INIT("三级"),
                               STR_INIT("四级")};
  Random *random = &sheet->random;
  bool expired = random_chance(random, 500), cancelled = random_chance(random, 250);
  bool differs = random_chance(random, 200); /* the registry holds another grade */
  uint8_t level = differs ? person->dis_level % 4 + 1 : person->dis_level;
  int32_t past = expired ? random_between(random, 3700, 4300) : random_between(random, 60, 3500);
  Day issued = {DAY_EVALUATION.n - past};
  generate_put_name(sheet, COL_CARD_NAME, person);
  generate_put_id(sheet, COL_CARD_ID, person);
  if (!(person->flags & P_ID_NONE))
    generate_put_format(sheet, COL_CARD_CARD, "%.18s%d%d%s", person->id, person->dis_type, level,
                        random_chance(random, 700) ? "B1" : "");
  generate_put(sheet, COL_CARD_KIND, kinds[person->dis_type]);
  generate_put(sheet, COL_CARD_GRADE, levels[level]);
  generate_put_village(sheet, COL_CARD_VILLAGE, generate_village(sheet->county, person));
  generate_put(sheet, COL_CARD_STATE, cancelled ? STR("注销") : STR("有效"));
  generate_put_day(sheet, COL_CARD_ISSUED, issued);
  generate_put_day(sheet, COL_CARD_VALID_TO, (Day){issued.n + 3652});
  if (person->mother != NOBODY && (person->dis_type == 5 || person->dis_type == 6))
    generate_put(sheet, COL_CARD_GUARDIAN, sheet->county->persons[person->mother].name);
}

static Err write_cards(Output *output, Diag *diag) {
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_CARD, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->person_count; i++) {
    const Person *person = &county->persons[i];
    if (person->dis_type == 0 || (person->flags & (P_GONE | P_FAR))) continue;
    if (random_chance(&sheet.random, 150)) continue; /* no card, whatever the registry says */
    put_card(&sheet, person);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

Err generate_welfare(Output *output, Diag *diag) {
  TRY(write_support(output, diag));
  TRY(write_destitute(output, diag));
  TRY(write_temporary(output, diag));
  TRY(write_funerals(output, diag));
  return write_cards(output, diag);
}

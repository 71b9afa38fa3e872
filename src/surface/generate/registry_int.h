/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the registry and of the departments share: keys and places. */
#ifndef GENERATE_REGISTRY_INT_H
#define GENERATE_REGISTRY_INT_H

#include "generate/sheet_int.h"

void generate_put_household_no(Sheet *sheet, Column column, const Household *household);
void generate_put_person_no(Sheet *sheet, Column column, uint32_t index);
void generate_put_school(Sheet *sheet, Column column, const Person *person);
Str generate_workplace_county(const Person *person);
Str generate_workplace_province(const Person *person);

/* households.c: households, villages, episodes, authorisations */
MUST_USE Err generate_households(Output *output, Diag *diag);
MUST_USE Err generate_episodes(Output *output, Diag *diag); /* and authorisations */
Str generate_group_name(const County *county, const Household *household, char out[static 24]);

/* households.c: a year's net income */
int64_t generate_net(const Household *household);

/* records.c: helpers, measures, steps, the year before. When somebody became a member, and whether
 * he came from another household; since when the head is one: DAY_MIN where it always was so. */
MUST_USE Err generate_records(Output *output, Diag *diag);
Day generate_joined(const County *county, uint32_t index);
bool generate_moved(const County *county, uint32_t person);
Day generate_head_since(const Household *household);

/* The village of a resident; of an outsider some village in town. */
const Village *generate_village(const County *county, const Person *person);

#endif

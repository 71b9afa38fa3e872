/* SPDX-License-Identifier: Apache-2.0 */
/* A small county of two townships and five villages, one of them a community. */
#ifndef TEST_UNIT_GENERATE_COUNTY_TEST_H
#define TEST_UNIT_GENERATE_COUNTY_TEST_H

#include "generate/generate.h"

enum { TEST_VILLAGES = 5, TEST_DIVISIONS = 8 };

static const GenerateDivision test_divisions[TEST_DIVISIONS] = {
    {STR_INIT("530925101201"), STR_INIT("千蚌"), STR_INIT("村")},
    {STR_INIT("530925"), STR_INIT("双江自治县"), STR_INIT("县")},
    {STR_INIT("530925101000"), STR_INIT("勐勐镇"), STR_INIT("镇")},
    {STR_INIT("530925101001"), STR_INIT("公很社区"), STR_INIT("社区")},
    {STR_INIT("530925101202"), STR_INIT("大荒田"), STR_INIT("村")},
    {STR_INIT("530925202"), STR_INIT("大文乡"), STR_INIT("乡")},
    {STR_INIT("530925202201"), STR_INIT("大文"), STR_INIT("村")},
    {STR_INIT("530925202202"), STR_INIT("大忙蚌"), STR_INIT("村")}};

static inline GenerateOptions test_options(uint64_t seed, uint32_t households) {
  return (GenerateOptions){.seed = seed,
                           .households = households,
                           .divisions = test_divisions,
                           .division_count = TEST_DIVISIONS,
                           .county = STR("530925")};
}

#endif

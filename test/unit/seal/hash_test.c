/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash: the block hash against vectors made by other programs:
 *
 *   blk() { head -c $1 /dev/zero | tr '\0' 'x' | openssl dgst -sha256 -binary; }
 *   printf '' | sha256sum                                  no blocks
 *   printf abc | openssl dgst -sha256 -binary | sha256sum  one short block
 *   blk 1048575 | sha256sum
 *   blk 1048576 | sha256sum
 *   (blk 1048576; blk 1) | sha256sum
 *   (blk 1048576; blk 1048576) | sha256sum
 *   (blk 1048576; blk 1048576; blk 524288) | sha256sum     2.5 MiB of x
 */
#include "seal/seal.h"

#include "base/arena.h"
#include "test/unit/unit.h"

typedef struct Vector {
  size_t len;
  size_t blocks;
  const char *text;
} Vector;

enum { MIB = 1 << 20 };

static const Vector VECTORS[] = {
    {0, 0, "sha256-1m:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {MIB - 1, 1, "sha256-1m:f06ba9da0b5d88c55508d99fd2df76c6bcdf3ef7b9bed4c41910ca43f65f5ddd"},
    {MIB, 1, "sha256-1m:7463423ac7e2cc3e773c4c41aa1b1063e1293b05b3dd0c5be63d5649e4b8e32d"},
    {MIB + 1, 2, "sha256-1m:686b298b2de5294ebf391f6d9e0f74a2d7a0bd98d926c9562447308dca62c540"},
    {2 * MIB, 2, "sha256-1m:c96340e37b3cc727266688550f964894732c0f56a18a4bad519a48495c1762b1"},
    {2 * MIB + MIB / 2, 3,
     "sha256-1m:983a308c380a9a762be91444b01fcb1ea5a5e235a40cfadde8801a6d7002804e"},
};

static Bytes xs(Arena *arena, size_t len) {
  uint8_t *bytes = arena_new_array(arena, uint8_t, len + 1);
  memset(bytes, 'x', len);
  return (Bytes){bytes, len};
}

UNIT(sha256) {
  /* The vectors of FIPS 180-2: "abc" and the empty text. */
  static const uint8_t abc[4] = {0xBA, 0x78, 0x16, 0xBF};
  static const uint8_t none[4] = {0xE3, 0xB0, 0xC4, 0x42};
  uint8_t out[SEAL_HASH_BYTES];
  seal_sha256((Bytes){(const uint8_t *)"abc", 3}, out);
  EXPECT(memcmp(out, abc, 4) == 0 && out[31] == 0xAD);
  seal_sha256((Bytes){NULL, 0}, out);
  EXPECT(memcmp(out, none, 4) == 0 && out[31] == 0x55);
}

UNIT(small) {
  char text[SEAL_TEXT_MAX];
  EXPECT_INT((int64_t)seal_bytes((Bytes){(const uint8_t *)"abc", 3}, text), SEAL_TEXT_LEN);
  EXPECT_STR(str_from(text),
             "sha256-1m:4f8b42c22dd3729b519ba6f68d2da7cc5b2d606d05daed5ad5128cc03e6c6358");
  seal_bytes((Bytes){NULL, 0}, text);
  EXPECT_STR(str_from(text), VECTORS[0].text);
  seal_root(NULL, 0, text);
  EXPECT_STR(str_from(text), VECTORS[0].text);
}

UNIT(vectors) {
  Arena *arena = arena_new((size_t)4 * MIB);
  for (size_t i = 0; i < sizeof VECTORS / sizeof VECTORS[0]; i++) {
    const Vector *vector = &VECTORS[i];
    Bytes whole = xs(arena, vector->len);
    char text[SEAL_TEXT_MAX];
    EXPECT_INT((int64_t)seal_bytes(whole, text), SEAL_TEXT_LEN);
    EXPECT_STR(str_from(text), vector->text);

    /* Block by block, backwards: the order of hashing does not matter. */
    SealBlock blocks[3];
    size_t count = seal_block_count(whole.len);
    EXPECT_INT((int64_t)count, (int64_t)vector->blocks);
    size_t bytes = 0;
    for (size_t k = count; k-- > 0;) {
      Bytes block = seal_block_of(whole, k);
      EXPECT(block.ptr == whole.ptr + k * SEAL_BLOCK_BYTES);
      bytes += block.len;
      blocks[k] = seal_block(block);
    }
    EXPECT_INT((int64_t)bytes, (int64_t)whole.len);
    memset(text, '#', sizeof text);
    EXPECT_INT((int64_t)seal_root(blocks, count, text), SEAL_TEXT_LEN);
    EXPECT_STR(str_from(text), vector->text);
    arena_clear(arena);
  }
  arena_free(arena);
}

/* One bit anywhere, or two blocks in another order, is another file. */
UNIT(changes) {
  Arena *arena = arena_new((size_t)4 * MIB);
  Bytes whole = xs(arena, (size_t)MIB + 9);
  char before[SEAL_TEXT_MAX], after[SEAL_TEXT_MAX];
  seal_bytes(whole, before);
  const size_t places[] = {0, MIB - 1, MIB, MIB + 8};
  uint8_t *bytes = arena_new_array(arena, uint8_t, whole.len);
  memcpy(bytes, whole.ptr, whole.len);
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
    bytes[places[i]] ^= 1;
    seal_bytes((Bytes){bytes, whole.len}, after);
    EXPECT(strcmp(before, after) != 0);
    bytes[places[i]] ^= 1;
  }
  SealBlock blocks[] = {seal_block(seal_block_of(whole, 1)), seal_block(seal_block_of(whole, 0))};
  seal_root(blocks, 2, after);
  EXPECT(strcmp(before, after) != 0);
  arena_free(arena);
}

UNIT_MAIN(UNIT_CASE(sha256), UNIT_CASE(small), UNIT_CASE(vectors), UNIT_CASE(changes))

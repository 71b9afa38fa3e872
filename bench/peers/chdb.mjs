// SPDX-License-Identifier: Apache-2.0
// chdb.mjs TEXT FOLDER: runs the statements of the file TEXT in chDB, its own files in FOLDER.
import { readFileSync } from 'node:fs';
import { Session } from 'chdb';

const session = new Session(process.argv[3]);
const settings = `SET max_threads = 2, join_use_nulls = 1, input_format_parallel_parsing = 1,
  output_format_parallel_formatting = 1, union_default_mode = 'ALL'`;
for (const text of [settings, ...readFileSync(process.argv[2], 'utf8').split(/;\s*\n/)])
  if (text.trim() !== '') session.query(text);

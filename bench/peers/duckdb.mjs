// SPDX-License-Identifier: Apache-2.0
// duckdb.mjs TEXT: runs the statements of the file TEXT in DuckDB, in memory.
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
const statements = await connection.extractStatements(readFileSync(process.argv[2], 'utf8'));
for (let i = 0; i < statements.count; i++) {
  const statement = await statements.prepare(i);
  await statement.run();
}
connection.closeSync();

import { ServiceUnavailableError } from '@backstage/errors';
import type { Knex } from 'knex';
import { randomBytes } from 'node:crypto';

/** Reads the key of the channels' names; the first replica that asks makes it, all others get the same one. */
export async function readChannelKey(knex: Knex): Promise<string> {
  await knex('channel_keys')
    .insert({ id: 1, value: randomBytes(32).toString('base64url') })
    .onConflict('id')
    .ignore();
  const row = await knex('channel_keys').where({ id: 1 }).first('value');
  if (!row) {
    throw new ServiceUnavailableError(
      'The key of the channels could not be kept',
    );
  }
  return row.value;
}

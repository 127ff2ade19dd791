import { isRelationWord } from '../actions/relation-ends.js';
import { invalidUsage } from './cli-errors.js';

/** Of two words the second is a ticket; where it names a relation, the ticket behind it was left out. */
export function refuseLoneRelation(command: string, [id = '', word = '']: readonly string[]): void {
  if (!isRelationWord(word)) return;
  throw invalidUsage(`${word} is a relation, and the ticket behind it is missing`, [
    `tickets ${command} ${id} ${word} OTHER`,
    'a ticket of that name is meant where its whole id is given',
  ]);
}

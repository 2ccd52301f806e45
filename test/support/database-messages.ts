/** What the MongoDB driver sends, as it says itself. */
import type { StoreOptions } from '../../src/store/mongo.js';

/** For a store: `<command> <collection>` of every message goes to `messages`, but for pings. Whoever reads them may empty it. */
export function notedIn(messages: string[]): Pick<StoreOptions, 'commandStarted'> {
  return {
    commandStarted: ({ commandName, command }) => {
      if (commandName !== 'ping') messages.push(`${commandName} ${String(command[commandName])}`);
    },
  };
}

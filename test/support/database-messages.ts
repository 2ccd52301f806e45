/** Listens to what the MongoDB driver sends. */
import { MongoClient, type CommandStartedEvent } from 'mongodb';
import { vi } from 'vitest';

/**
 * `<command> <collection>` of every message of the clients of this process that connect from now on, until all mocks are
 * restored. Whoever reads it may empty it.
 */
export function listenToDatabase(): string[] {
  const messages: string[] = [];
  const { connect } = MongoClient.prototype;
  vi.spyOn(MongoClient.prototype, 'connect').mockImplementation(function (this: MongoClient) {
    Object.assign(this, { monitorCommands: true });
    this.on('commandStarted', ({ commandName, command }: CommandStartedEvent) => {
      if (commandName !== 'ping') messages.push(`${commandName} ${String(command[commandName])}`);
    });
    return connect.call(this);
  });
  return messages;
}

/** The time at which a command is decided on: see docs/adr/0010. */
import { condition } from '@temporalio/workflow';
import { Alarm } from './alarm.js';
import { changed } from './changes.js';
import { lastInTurn } from './turn.js';

/** Before this change, a command was decided on in the task that brought it. */
const COMMANDS_WAIT = 'commands-wait-for-their-time';

export class Moment {
  private readonly timer = new Alarm();

  /** Its timer has fired since the last call of `heard`, for this command or an earlier one. */
  get rang(): boolean {
    return this.timer.rang;
  }

  heard(): void {
    this.timer.heard();
  }

  /** While the time is uncertain, waits for an event that has one. */
  async certain(uncertain: () => boolean): Promise<void> {
    if (!uncertain() || !changed(COMMANDS_WAIT)) return;
    this.timer.set(Date.now() + 1, 'a command takes its turn');
    await condition(() => !uncertain());
    await lastInTurn();
  }
}

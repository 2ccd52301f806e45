/** Starts a side by its name. */
import { BareSide } from './bare.js';
import { NaiveSide } from './naive.js';
import type { SideName } from './names.js';
import { RungSide } from './rung.js';
import { ScriptSide } from './script.js';
import type { Ground, Side, SideOptions } from './side.js';

export function startSide(name: SideName, ground: Ground, options: SideOptions = {}): Promise<Side> {
  switch (name) {
    case 'bare':
      return BareSide.start(ground, options);
    case 'rung':
      return RungSide.start(ground, options);
    case 'naive':
      return NaiveSide.start(ground, options);
    case 'script':
    case 'script-5m':
      return ScriptSide.start(ground, name);
  }
}

import { define } from '../definition.js';
import { readEmail } from './address.js';
import { EMAIL_SETTINGS } from './settings.js';

/** Mail, to one address a target. */
export const email = define({
  label: 'Email',
  target: 'One mail address.',
  read: readEmail,
  place: (address) => address,
  settings: EMAIL_SETTINGS,
  operator: 'RUNG_OPERATOR_EMAIL',
  refused: 'The mail server refuses our login or sender; its alerts wait until that is mended',
});

/** The channel `email`: what a target is, its settings, its words. */
import { define } from '../definition.js';
import { readEmail } from './address.js';
import { EMAIL_SETTINGS } from './settings.js';

/** Mail, to one address a target. */
export const email = define({
  label: 'Email',
  target: 'One mail address.',
  examples: ['tier2@example.com'],
  read: readEmail,
  // The part before the @ could tell large letters from small ones, and at no mail server does.
  identity: (address) => address.toLowerCase(),
  place: (address) => address,
  settings: EMAIL_SETTINGS,
  alternatives: [['RUNG_LINK_SECRET', 'RUNG_LINK_SECRET_FILE']],
  operator: 'RUNG_OPERATOR_EMAIL',
  refused: 'The mail server refuses our login or sender; its alerts wait until that is mended',
});

/** Links in mails by their settings. */
import type { Milliseconds } from '../../domain/rules/policy.js';
import type { SettingValues } from '../../reading/setting.js';
import { secretsFrom, type Secrets } from '../secrets.js';
import type { email } from './definition.js';
import { readLinkSecrets } from './link-settings.js';

export interface AcknowledgeLinkSettings {
  /** Where the intake is reached; does not end with a slash. */
  publicUrl: string;
  secrets: Secrets;
  /** For how long a link is valid. */
  validFor: Milliseconds;
}

/** Undefined: mails have no links, and none is taken. */
export function linkSettings(settings: SettingValues<(typeof email)['settings']>): AcknowledgeLinkSettings | undefined {
  const { RUNG_PUBLIC_URL: publicUrl, RUNG_LINK_VALID: validFor, RUNG_LINK_SECRET, RUNG_LINK_SECRET_FILE } = settings;
  const secrets = secretsFrom(RUNG_LINK_SECRET, RUNG_LINK_SECRET_FILE, readLinkSecrets);
  return publicUrl === undefined || !secrets ? undefined : { publicUrl, secrets, validFor };
}

/** What is said at the start of links; of half of the settings, that they do nothing. */
export function linkWords(settings: SettingValues<(typeof email)['settings']>): string {
  const { RUNG_PUBLIC_URL: publicUrl, RUNG_LINK_SECRET, RUNG_LINK_SECRET_FILE } = settings;
  if (linkSettings(settings)) return ' with links to acknowledge';
  const isHalf = [publicUrl, RUNG_LINK_SECRET, RUNG_LINK_SECRET_FILE].some((one) => one !== undefined);
  return isHalf ? ' without links to acknowledge (they take RUNG_PUBLIC_URL and RUNG_LINK_SECRET)' : '';
}

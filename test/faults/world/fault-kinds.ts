/** In which way a port fails. `before`: nothing was done. `after`: all was done. Of both the caller only sees an error. */
export type FaultKind = 'before' | 'after' | 'timeout' | 'unavailable' | 'rate-limited';

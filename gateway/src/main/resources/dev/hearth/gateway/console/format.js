// Numbers and times as people read them; a unit stays with its number. Every function takes what the feed may leave out and answers a dash for it.
const NONE = '–';
const known = (value) => typeof value === 'number' && Number.isFinite(value);

/** Counts: 1234 as "1,234", 1234567 as "1.23 M". */
export function count(value) {
  if (!known(value)) return NONE;
  if (Math.abs(value) >= 1e6) return `${(value / 1e6).toPrecision(3)}\u00a0M`;
  if (Math.abs(value) >= 1e5) return `${Math.round(value / 1e3)}\u00a0k`;
  return value.toLocaleString('en', {maximumFractionDigits: value < 10 ? 1 : 0});
}

/** Milliseconds as the unit that suits: "840 µs", "4.2 ms", "1.25 s", "3 min". */
export function millis(value) {
  if (!known(value)) return NONE;
  const size = Math.abs(value);
  if (size === 0) return '0\u00a0ms';
  if (size < 1) return `${Math.round(value * 1000)}\u00a0µs`;
  if (size < 10) return `${value.toFixed(1)}\u00a0ms`;
  if (size < 1000) return `${Math.round(value)}\u00a0ms`;
  if (size < 10_000) return `${(value / 1000).toFixed(2)}\u00a0s`;
  if (size < 120_000) return `${(value / 1000).toFixed(size < 60_000 ? 1 : 0)}\u00a0s`;
  if (size < 7_200_000) return `${Math.round(value / 60_000)}\u00a0min`;
  if (size < 172_800_000) return `${Math.round(value / 3_600_000)}\u00a0h`;
  return `${Math.round(value / 86_400_000)}\u00a0days`;
}

export function bytes(value) {
  if (!known(value)) return NONE;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let size = value;
  let unit = 0;
  while (Math.abs(size) >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${unit > 0 && size < 10 ? size.toFixed(1) : Math.round(size)}\u00a0${units[unit]}`;
}

export function percent(share) {
  if (!known(share)) return NONE;
  const value = share * 100;
  return `${value >= 99.95 || value === 0 || Number.isInteger(value) ? Math.round(value) : value.toFixed(1)}\u00a0%`;
}

/** An amount of money, with as many places as small sums need. */
export function money(amount, currency = 'USD') {
  if (!known(amount)) return NONE;
  const sign = {USD: '$', EUR: '€', GBP: '£'}[currency] ?? `${currency} `;
  if (amount === 0) return `${sign}0`;
  if (amount >= 1) return `${sign}${amount.toFixed(2)}`;
  if (amount < 1e-7) return `< ${sign}0.0000001`;
  const places = Math.min(8, Math.max(2, 2 - Math.floor(Math.log10(amount))));
  return `${sign}${amount.toFixed(places)}`;
}

const clock = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'});

export const time = (at) => (known(at) ? clock.format(at) : NONE);

/** How long ago, roughly: what changes each second distracts. */
export function ago(at, now) {
  if (!known(at)) return NONE;
  const seconds = Math.max(0, (now - at) / 1000);
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${Math.floor(seconds / 5) * 5} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  return clock.format(at);
}

export const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

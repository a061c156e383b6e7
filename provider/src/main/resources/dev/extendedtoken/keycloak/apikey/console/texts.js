// The words of the page in one language, and times in words.

let texts = {};
let language = 'en';

export async function load(path, wanted) {
    const response = await fetch(`${path}/${wanted}.json`, {credentials: 'omit', referrerPolicy: 'no-referrer'});
    if (!response.ok) {
        throw new Error(`No texts: ${response.status}`);
    }
    texts = await response.json();
    language = wanted;
    document.documentElement.lang = wanted;
    document.documentElement.dir = texts.direction;
}

export function currentLanguage() {
    return language;
}

/** The text of this name; {0}, {1} are replaced by values. */
export function text(name, ...values) {
    return (texts[name] ?? name).replace(/\{(\d)\}/g, (all, index) => isolated(values[index] ?? all));
}

/** A value keeps its own direction in a text that is written from right to left. */
function isolated(value) {
    return texts.direction === 'rtl' ? `\u2068${value}\u2069` : String(value);
}

/** What a person has typed, or has copied from a text of the page. */
export function withoutIsolates(typed) {
    return typed.replace(/[\u2068\u2069]/g, '');
}

/** The name of the page: of what, and in which realm. */
export function pageTitle(realm) {
    return `${text('title')} · ${isolated(realm)}`;
}

/** With the time zone, because an expiry is agreed with people elsewhere. */
export function date(time) {
    return new Date(time).toLocaleString(language, {
        year: 'numeric', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit', timeZoneName: 'short',
    });
}

export function clock(time) {
    return new Date(time).toLocaleTimeString(language, {timeStyle: 'short'});
}

/** For example "in 30 days", or "3 hours ago". What was made a moment ago for 30 days ends in 30 days, not in 29. */
export function fromNow(time) {
    const exactly = (new Date(time) - Date.now()) / 1000;
    const seconds = exactly + (exactly > 0 ? Math.min(60, exactly / 100) : 0);
    const [unit, size] = [['day', 86400], ['hour', 3600], ['minute', 60]]
        .find(([, length]) => Math.abs(seconds) >= 2 * length) ?? ['second', 1];
    return new Intl.RelativeTimeFormat(language).format(Math.trunc(seconds / size), unit);
}

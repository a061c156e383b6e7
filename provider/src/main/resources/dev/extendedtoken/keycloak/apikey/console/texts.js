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
    return (texts[name] ?? name).replace(/\{(\d)\}/g, (all, index) => values[index] ?? all);
}

export function date(time) {
    return new Date(time).toLocaleString(language, {dateStyle: 'medium', timeStyle: 'short'});
}

export function clock(time) {
    return new Date(time).toLocaleTimeString(language, {timeStyle: 'short'});
}

/** For example "in 30 days", or "3 hours ago". */
export function fromNow(time) {
    const seconds = Math.round((new Date(time) - Date.now()) / 1000);
    const [unit, size] = [['day', 86400], ['hour', 3600], ['minute', 60]]
        .find(([, length]) => Math.abs(seconds) >= 2 * length) ?? ['second', 1];
    return new Intl.RelativeTimeFormat(language).format(Math.trunc(seconds / size), unit);
}

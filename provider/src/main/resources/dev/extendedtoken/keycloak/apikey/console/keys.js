// API keys as the server knows them.

const ID = /^[0-9a-f]{16}$/;

/** The id of a key: the first 16 hex digits of its SHA-256. An id is its own. The key does not leave the browser. */
export async function idOf(keyOrId) {
    const given = keyOrId.trim();
    if (ID.test(given)) {
        return given;
    }
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(given));
    return [...new Uint8Array(hash)].slice(0, 8).map(byte => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether it can be a key, or the id of one: visible ASCII characters, as many as the server takes. */
export function isKeyOrId(text) {
    return ID.test(text.trim()) || /^[\x21-\x7e]{32,512}$/.test(text.trim());
}

/** Whether the key can end by an action: what has ended is only listed. */
export function isLive(key) {
    return key.usable || key.status === 'active' || key.status === 'unreadable';
}

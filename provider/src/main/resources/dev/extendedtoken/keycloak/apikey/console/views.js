// The places of the page. Each function loads what it shows, and gives an element.

import {alert, button, element, field, label, select} from './dom.js';
import {showKey} from './dialogs.js';
import {idOf, isKeyOrId, isLive} from './keys.js';
import {date, fromNow, text, withoutIsolates} from './texts.js';

const PAGE = 20;
const DAY = 86400;

function heading(title) {
    return element('h1', {class: 'pf-v5-c-title pf-m-2xl'}, title);
}

function table(caption, columns, rows) {
    return element('table', {class: 'pf-v5-c-table pf-m-grid-md pf-m-compact', 'aria-label': caption},
        element('thead', {class: 'pf-v5-c-table__thead'},
            element('tr', {class: 'pf-v5-c-table__tr'},
                columns.map(column => element('th', {class: 'pf-v5-c-table__th', scope: 'col'}, column)))),
        element('tbody', {class: 'pf-v5-c-table__tbody'},
            rows.map(cells => element('tr', {class: 'pf-v5-c-table__tr'},
                cells.map((cell, i) =>
                    element('td', {class: 'pf-v5-c-table__td', 'data-label': columns[i]}, cell))))));
}

/** A link to a client, as a button: the address of the page stays what it is. */
function clientButton(app, clientId) {
    return button(clientId, 'link', () => app.go({view: 'client', clientId}), {class: 'pf-v5-c-button pf-m-link pf-m-inline'});
}

export async function clientsView(app, search, first) {
    const found = await app.api.search({search, first, max: PAGE + 1});
    const input = element('input', {type: 'search', name: 'search', value: search, autocomplete: 'off'});
    const form = element('form', {class: 'console-search', role: 'search', submit: event => {
        event.preventDefault();
        app.go({view: 'clients', search: input.value.trim()});
    }}, field('search', text('clientId'), input), element('button', {type: 'submit', class: 'pf-v5-c-button pf-m-primary'},
        text('search')));
    const rows = found.slice(0, PAGE).map(client => [
        clientButton(app, client.clientId),
        client.manageable ? text('mayManage') : text('mayView'),
    ]);
    return element('div', null,
        heading(text('clients')),
        element('p', {class: 'console-text'}, text('clientsText')),
        form,
        rows.length > 0 ? table(text('clients'), [text('clientId'), text('permission')], rows)
            : alert('info', text(search ? 'noClientFound' : 'noClient')),
        element('div', {class: 'console-buttons'},
            first > 0 && button(text('previous'), 'secondary',
                () => app.go({view: 'clients', search, first: Math.max(0, first - PAGE)})),
            found.length > PAGE && button(text('next'), 'secondary',
                () => app.go({view: 'clients', search, first: first + PAGE}))));
}

export async function clientView(app, clientId) {
    const client = await app.api.search({clientId});
    const live = client.keys.filter(isLive);
    return element('div', null,
        element('p', null, button(text('back'), 'link', () => app.go({view: 'clients'}),
            {class: 'pf-v5-c-button pf-m-link pf-m-inline', id: 'back'})),
        heading(text('keysOf', client.clientId)),
        client.enforced !== 'none' && element('p', {class: 'console-text'}, text(`enforced_${client.enforced}`)),
        client.enforced === 'none' && alert('warning', text('notAsked'), text('notAskedText')),
        !client.adminEventsStored && alert('warning', text('noAdminEvents'), text('noAdminEventsText')),
        !client.manageable && alert('info', text('viewOnly')),
        client.manageable && element('div', {class: 'console-buttons'},
            button(text('create'), 'primary', () => create(app, client), {id: 'create'}),
            live.length > 0 && button(text('revokeAll'), 'danger', () => revokeAll(app, client), {id: 'revoke-all'})),
        client.keys.length === 0 ? alert('info', text('noKeys'))
            : table(text('keysOf', client.clientId),
                [text('label'), text('keyId'), text('status'), text('expiry'), text('created'),
                    ...client.manageable ? [text('actions')] : []],
                client.keys.map(key => [...facts(key), ...client.manageable ? [actions(app, client, key)] : []])));
}

function facts(key) {
    return [
        key.label || text('noLabel'),
        element('code', null, key.id),
        status(key),
        expiry(key),
        key.createdAt && !Number.isNaN(Date.parse(key.createdAt)) ? date(key.createdAt) : text('unknown'),
    ];
}

function status(key) {
    const kind = {active: 'green', rotated: key.usable ? 'orange' : 'grey', unreadable: 'red'}[key.status] ?? 'grey';
    const word = key.status === 'rotated' && key.usable ? 'overlapping' : key.status;
    const detail = key.status === 'revoked' && key.revokedAt ? fromNow(key.revokedAt)
        : key.status === 'rotated' ? text('replacedBy', key.replacedBy) : '';
    return element('span', null, label(kind, text(`status_${word}`)),
        detail && element('span', {class: 'console-detail'}, detail));
}

function expiry(key) {
    if (!key.expiresAt) {
        return text('unknown');
    }
    if (!key.usable && key.status !== 'expired') {
        return date(key.expiresAt);
    }
    const words = text(new Date(key.expiresAt) > new Date() ? 'expires' : 'hasExpired', fromNow(key.expiresAt));
    return element('span', null, words, element('span', {class: 'console-detail'}, date(key.expiresAt)));
}

/** Keys that replace each other have the same label. */
function nameOf(key) {
    return key.label ? `${key.label} (${key.id})` : key.id;
}

function actions(app, client, key) {
    const name = nameOf(key);
    if (!isLive(key)) {
        return null;
    }
    return element('span', {class: 'console-buttons'},
        key.status === 'active' && button(text('rotate'), 'secondary', () => rotate(app, client, key),
            {'aria-label': text('rotateKey', name), 'data-rotate': key.id}),
        button(text('revoke'), 'secondary', () => revoke(app, client, key),
            {'aria-label': text('revokeKey', name), 'data-revoke': key.id,
                class: 'pf-v5-c-button pf-m-secondary pf-m-danger'}));
}

function days(hint) {
    return field('days', text('lifetime'), element('input', {type: 'number', name: 'days', min: 1, max: 3650, step: 1}), hint);
}

function lifetime(values) {
    return values.days ? {expiresIn: Number(values.days) * DAY} : {};
}

function create(app, client) {
    app.ask({
        title: text('createFor', client.clientId),
        action: text('create'),
        fields: [
            field('label', text('label'), element('input', {type: 'text', name: 'label', maxlength: 255, autofocus: true}),
                text('labelHint')),
            days(text('lifetimeHint')),
        ],
    }, async (values, close) => {
        const made = await app.api.create(client.client, {label: values.label, ...lifetime(values)});
        close();
        show(app, client, made);
    });
}

function rotate(app, client, key) {
    const overlaps = [[0, text('overlapNone')], [3600, text('overlapHour')], [DAY, text('overlapDay')],
        [7 * DAY, text('overlapWeek')], [30 * DAY, text('overlapMonth')]];
    app.ask({
        title: text('rotateKey', nameOf(key)),
        text: text('rotateText'),
        action: text('rotate'),
        fields: [
            field('overlap', text('overlap'), select(overlaps, DAY, {name: 'overlap', autofocus: true}), text('overlapHint')),
            days(text('rotateLifetimeHint')),
        ],
    }, async (values, close) => {
        const made = await app.api.rotate(client.client, key.id, {overlap: Number(values.overlap), ...lifetime(values)});
        close();
        show(app, client, made);
    });
}

function show(app, client, made) {
    showKey(made, client.clientId, () => app.go({view: 'client', clientId: client.clientId}, 'create'));
}

function revoke(app, client, key) {
    app.ask({
        title: text('revokeKey', nameOf(key)),
        text: text('revokeText', client.clientId),
        action: text('revoke'),
        danger: true,
    }, async () => {
        await app.api.revoke(client.client, key.id);
        app.go({view: 'client', clientId: client.clientId}, 'create');
        app.say(text('revokedNow'));
    });
}

function revokeAll(app, client) {
    app.ask({
        title: text('revokeAll'),
        text: text('revokeAllText', client.clientId),
        action: text('revokeAll'),
        danger: true,
        fields: [field('confirm', text('confirm', client.clientId),
            element('input', {type: 'text', name: 'confirm', required: true, spellcheck: 'false', autofocus: true}))],
    }, async values => {
        await app.api.revokeAll(client.client, withoutIsolates(values.confirm));
        app.go({view: 'client', clientId: client.clientId}, 'create');
        app.say(text('revokedNow'));
    });
}

/** A leaked key that is typed here is hashed at once, and only its id is sent. */
export async function findView(app) {
    const input = element('input', {type: 'text', autocomplete: 'off', spellcheck: 'false', autocapitalize: 'off', required: true,
        dir: 'ltr', 'aria-describedby': 'leaked-hint'});
    const result = element('div', {role: 'status', id: 'found'});
    let latest = 0;
    const form = element('form', {class: 'console-search', autocomplete: 'off', submit: async event => {
        event.preventDefault();
        const given = input.value;
        input.value = '';
        const search = ++latest;
        result.replaceChildren();
        const found = await find(app, given);
        // Only the answer to the last question: the others are about other keys.
        if (search === latest) {
            result.replaceChildren(found);
        }
    }}, field('leaked', text('keyOrId'), input),
    element('button', {type: 'submit', class: 'pf-v5-c-button pf-m-primary', id: 'find'}, text('search')),
    element('p', {class: 'console-hint', id: 'leaked-hint'}, text('keyOrIdHint')));
    return element('div', null, heading(text('find')), element('p', {class: 'console-text'}, text('findText')), form, result);
}

async function find(app, given) {
    if (!isKeyOrId(given)) {
        return alert('danger', text('noKeyOrId'));
    }
    const id = await idOf(given);
    try {
        const key = await app.api.search({id});
        const owners = [key, ...key.alsoAt ?? []];
        return element('div', null,
            alert('success', text('foundAt', owners.map(owner => owner.clientId).join(', ')),
                owners.map(owner => element('p', null, clientButton(app, owner.clientId)))),
            table(text('find'), [text('label'), text('keyId'), text('status'), text('expiry'), text('created')], [facts(key)]));
    } catch (error) {
        return error.status === 404 ? alert('info', text('ownerUnknown', id)) : app.describe(error);
    }
}

export async function expiringView(app, within) {
    const keys = await app.api.search({expiresWithin: within * DAY, max: 100});
    const choice = select([7, 30, 90, 365].map(number => [number, text('days', number)]), within,
        {change: event => app.go({view: 'expiring', days: Number(event.target.value)}, 'within')});
    const rows = keys.map(key => [
        clientButton(app, key.clientId), key.label || text('noLabel'), element('code', null, key.id), status(key), expiry(key),
    ]);
    return element('div', null,
        heading(text('expiring')),
        element('div', {class: 'console-search'}, field('within', text('within'), choice)),
        rows.length > 0
            ? table(text('expiring'), [text('clientId'), text('label'), text('keyId'), text('status'), text('expiry')], rows)
            : alert('info', text('noneExpires')),
        keys.length === 100 && element('p', {class: 'console-hint'}, text('firstHundred')));
}

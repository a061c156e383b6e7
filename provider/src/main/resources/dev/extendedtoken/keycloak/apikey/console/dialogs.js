// Questions before something is done, and the one look at a new key.

import {alert, button, element} from './dom.js';
import {date, text} from './texts.js';
import {at} from './time.js';

/** How long a new key is shown, in milliseconds. */
const SHOWN = 300_000;

/** Closes what is open, and takes it out of the document, with a key that it may show. */
export function closeAll() {
    document.querySelectorAll('dialog').forEach(remove);
}

/** The same, but for a new key: nobody could show it again. */
export function closeQuestions() {
    document.querySelectorAll('dialog:not(.console-new-key)').forEach(remove);
}

function remove(dialog) {
    if (dialog.open) {
        dialog.close();
    }
    dialog.replaceChildren();
    dialog.remove();
}

function open(title, ...content) {
    const dialog = element('dialog', {class: 'pf-v5-c-modal-box pf-m-sm console-dialog', 'aria-labelledby': 'dialog-title'},
        element('header', {class: 'pf-v5-c-modal-box__header'},
            element('h2', {class: 'pf-v5-c-modal-box__title', id: 'dialog-title'}, title)),
        content);
    dialog.addEventListener('close', () => remove(dialog));
    document.body.append(dialog);
    dialog.showModal();
    return dialog;
}

/**
 * A question with a form.
 *
 * @param question title, text, fields (elements), action (the word on the button), danger, describe (of an error)
 * @param act is called with the form's values; the dialog stays open with the error if it fails
 */
export function ask(question, act) {
    const problem = element('div', {role: 'alert'});
    const send = element('button', {
        type: 'submit', id: 'dialog-act', class: `pf-v5-c-button pf-m-${question.danger ? 'danger' : 'primary'}`,
    }, question.action);
    const form = element('form', {class: 'pf-v5-c-form console-form', novalidate: false, autocomplete: 'off'},
        question.text && element('p', null, question.text),
        question.fields,
        problem,
        element('footer', {class: 'console-buttons'},
            send,
            button(text('cancel'), 'link', () => dialog.close(),
                {id: 'dialog-cancel', autofocus: question.danger && !question.fields})));
    form.addEventListener('submit', async event => {
        event.preventDefault();
        send.disabled = true;
        problem.replaceChildren();
        try {
            await act(Object.fromEntries(new FormData(form)), () => remove(dialog));
        } catch (error) {
            problem.replaceChildren(question.describe(error));
            send.disabled = false;
        }
    });
    const dialog = open(question.title, element('div', {class: 'pf-v5-c-modal-box__body'}, form));
}

/** The browser asks the person before the page is left. */
function askBeforeLeaving(event) {
    event.preventDefault();
}

/**
 * Shows a new key, once: when the dialog is closed, the page has it no more. Its button closes it, or five minutes: not the Escape
 * key, and not the end of the sign-in. The browser asks before the page is left.
 *
 * @param created the answer that has the key
 * @param done is called when the dialog is closed
 */
export function showKey(created, clientId, done) {
    const value = element('code', {id: 'new-key', class: 'console-key', translate: 'no', dir: 'ltr', tabindex: '0'}, created.key);
    const status = element('p', {role: 'status', id: 'copy-status', class: 'console-hint'});
    const copy = async () => {
        try {
            await navigator.clipboard.writeText(value.textContent);
            status.textContent = text('copied');
        } catch {
            getSelection().selectAllChildren(value);
            status.textContent = text('copyFailed');
        }
    };
    const dialog = open(text('newKey', clientId),
        element('div', {class: 'pf-v5-c-modal-box__body'},
            alert('warning', text('shownOnce'), text('shownOnceText')),
            element('p', {class: 'console-text'}, value),
            button(text('copy'), 'primary', copy, {id: 'copy'}),
            status,
            element('p', {class: 'console-hint'}, text('headerHint')),
            element('dl', {class: 'console-facts'},
                element('dt', null, text('keyId')), element('dd', null, element('code', null, created.id)),
                element('dt', null, text('expiry')), element('dd', null, date(created.expiresAt)))),
        element('footer', {class: 'pf-v5-c-modal-box__footer'},
            button(text('close'), 'secondary', () => dialog.close(), {id: 'dialog-close'})));
    delete created.key;
    dialog.classList.add('console-new-key');
    // Of the document, because the focus may be outside the dialog.
    const keepOpen = event => event.key === 'Escape' && event.preventDefault();
    document.addEventListener('keydown', keepOpen, true);
    dialog.addEventListener('cancel', event => event.preventDefault());
    const cancel = at(Date.now() + SHOWN, () => dialog.close());
    addEventListener('beforeunload', askBeforeLeaving);
    dialog.addEventListener('close', () => {
        cancel();
        document.removeEventListener('keydown', keepOpen, true);
        removeEventListener('beforeunload', askBeforeLeaving);
        getSelection().removeAllRanges();
        done();
    });
    document.getElementById('copy').focus();
}

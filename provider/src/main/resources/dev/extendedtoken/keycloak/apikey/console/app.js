// The key console: signs an administrator in, and shows what the Admin REST resource of API keys answers to that person.

import {Api, ApiError} from './api.js';
import {alert, button, element, select} from './dom.js';
import {Session} from './session.js';
import {clock, currentLanguage, load, pageTitle, text} from './texts.js';
import {ask, closeAll, closeQuestions} from './dialogs.js';
import {clientsView, clientView, expiringView, findView} from './views.js';

const settings = document.body.dataset;
const STORE = 'api-key-console';
const NAMES = {
    en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español', pt: 'Português', ja: '日本語', ar: 'العربية', zh: '中文',
};

class App {
    #root = document.getElementById('console');
    #main = element('main', {class: 'pf-v5-c-page__main', tabindex: '-1', id: 'console-main'});
    #status = element('div', {role: 'status', class: 'console-status'});
    #session;
    #place = {view: 'clients'};
    #problem;
    #turn = 0;
    #focus;

    async start() {
        const left = App.#takeLeft();
        await load(settings.path, left.language ?? settings.language);
        document.title = pageTitle(settings.realm);
        addEventListener('pagehide', () => this.#leave());
        addEventListener('pageshow', event => event.persisted && location.reload());
        if (!globalThis.isSecureContext || !globalThis.crypto?.subtle) {
            this.#problem = 'insecure';
        } else {
            await this.#begin(left);
        }
        this.render();
    }

    async #begin(left) {
        this.#session = new Session(settings, () => this.#expire());
        this.api = new Api(settings.api, () => this.#session.token());
        try {
            await this.#session.begin();
            if (left.client && this.#session.isSignedIn()) {
                this.#place = {view: 'client', clientId: left.client};
            }
        } catch {
            this.#problem = 'signInFailed';
        }
    }

    /** What this tab has left behind when it went to sign in: the language, and which client was shown. */
    static #takeLeft() {
        try {
            const left = JSON.parse(sessionStorage.getItem(STORE) ?? '{}');
            sessionStorage.removeItem(STORE);
            const known = settings.languages.split(' ').includes(left.language);
            return {
                language: known ? left.language : undefined,
                client: typeof left.client === 'string' ? left.client : undefined,
            };
        } catch {
            return {};
        }
    }

    signIn() {
        sessionStorage.setItem(STORE, JSON.stringify({language: currentLanguage(), client: this.#place.clientId}));
        this.#session.signIn(currentLanguage());
    }

    signOut() {
        sessionStorage.setItem(STORE, JSON.stringify({language: currentLanguage()}));
        this.#session.signOut();
    }

    /** The token is over: nothing of what was shown stays, but for a new key that is still to be copied. */
    #expire() {
        this.#problem = 'expired';
        this.say('');
        this.render();
        this.#main.focus();
    }

    /** Also for the browser's back-forward cache. */
    #leave() {
        closeAll();
        this.#session?.forget();
        this.#root.replaceChildren();
    }

    /** @param focus the id of the element from which the person goes on, if the place has it */
    go(place, focus) {
        this.#place = place;
        this.#focus = focus;
        this.say('');
        this.render();
        this.#main.focus();
    }

    say(message) {
        this.#status.textContent = message;
    }

    render() {
        closeQuestions();
        this.#root.replaceChildren(this.#masthead(), this.#main, this.#status);
        if (this.#problem || !this.#session.isSignedIn()) {
            this.#main.replaceChildren(this.#welcome());
        } else {
            this.#show();
        }
    }

    /** Shows what the current place loads, unless the person has gone on meanwhile. */
    async #show() {
        const turn = ++this.#turn;
        const navigation = this.#navigation();
        this.#main.replaceChildren(navigation, section(element('p', {role: 'status'}, text('loading'))));
        let shown;
        try {
            shown = await this.#view();
        } catch (error) {
            shown = this.#failure(error);
        }
        if (turn === this.#turn && !this.#problem) {
            this.#main.replaceChildren(navigation, section(shown));
            document.getElementById(this.#focus)?.focus();
            this.#focus = undefined;
        }
    }

    #view() {
        switch (this.#place.view) {
            case 'client': return clientView(this, this.#place.clientId);
            case 'find': return findView(this);
            case 'expiring': return expiringView(this, this.#place.days ?? 30);
            default: return clientsView(this, this.#place.search ?? '', this.#place.first ?? 0);
        }
    }

    /** What is shown in place of a view that cannot be loaded. */
    #failure(error) {
        const forbidden = error instanceof ApiError && error.status === 403;
        return element('div', null,
            element('h1', {class: 'pf-v5-c-title pf-m-2xl'}, text('title')),
            forbidden ? alert('danger', text('forbidden'), text('forbiddenText', settings.realm)) : this.describe(error));
    }

    describe(error) {
        if (!(error instanceof ApiError)) {
            return alert('danger', text('failed'), text('failedText'));
        }
        if (error.status === 401) {
            return alert('warning', text('expired'), this.#signInButton());
        }
        if (error.code === 'insufficient_user_authentication') {
            return alert('warning', text('again'), text('againText'), this.#signInButton());
        }
        const title = {0: 'unreachable', 403: 'notPermitted', 404: 'notFound', 409: 'conflict', 503: 'busy'}[error.status];
        return alert('danger', text(title ?? 'failed'), error.message || text('failedText'));
    }

    /**
     * Asks, does, and shows the client anew.
     *
     * @param question of the dialog, see ask()
     * @param act is called with the values of the form; a result is shown in a dialog of its own
     */
    ask(question, act) {
        ask({...question, describe: error => this.describe(error)}, act);
    }

    #signInButton() {
        return element('p', {class: 'console-action'}, button(text('signIn'), 'primary', () => this.signIn(), {id: 'sign-in'}));
    }

    /** Keycloak's session may go on, at which another person could not sign in. */
    #signOutButton() {
        return button(text('signOut'), 'secondary', () => this.signOut(), {id: 'sign-out'});
    }

    #welcome() {
        const told = (kind, title, body) => element('div', {role: 'alert'}, alert(kind, text(title), text(body)));
        const problem = {
            insecure: () => [told('danger', 'insecure', 'insecureText')],
            signInFailed: () =>
                [told('danger', 'signInFailed', 'signInFailedText'), this.#signInButton(), this.#signOutButton()],
            expired: () => [told('info', 'expired', 'expiredText'), this.#signInButton(), this.#signOutButton()],
        }[this.#problem];
        return section(
            element('h1', {class: 'pf-v5-c-title pf-m-2xl'}, text('title')),
            element('p', {class: 'console-text'}, text('welcome', settings.realm)),
            problem ? problem() : this.#signInButton());
    }

    #masthead() {
        const signedIn = !this.#problem && this.#session.isSignedIn();
        const languages = settings.languages.split(' ').map(code => [code, NAMES[code]]);
        return element('header', {class: 'pf-v5-c-masthead console-masthead'},
            element('span', {class: 'console-name'}, pageTitle(settings.realm)),
            element('span', {class: 'console-tools'},
                signedIn && element('span', {class: 'console-user'},
                    text('signedIn', this.#session.user(), clock(this.#session.end()))),
                element('span', {class: 'pf-v5-c-form-control console-language'},
                    select(languages, currentLanguage(), {
                        'aria-label': text('language'),
                        id: 'language',
                        change: event => this.#speak(event.target.value),
                    })),
                signedIn && this.#signOutButton()));
    }

    async #speak(language) {
        await load(settings.path, language);
        document.title = pageTitle(settings.realm);
        this.render();
        document.getElementById('language').focus();
    }

    #navigation() {
        const current = this.#place.view === 'client' ? 'clients' : this.#place.view;
        const entry = view => element('li', {class: `pf-v5-c-tabs__item${view === current ? ' pf-m-current' : ''}`},
            element('button', {
                type: 'button',
                class: 'pf-v5-c-tabs__link',
                id: `go-${view}`,
                'aria-current': view === current ? 'page' : undefined,
                click: () => this.go({view}),
            }, element('span', {class: 'pf-v5-c-tabs__item-text'}, text(view))));
        return element('nav', {class: 'pf-v5-c-tabs console-navigation', 'aria-label': text('title')},
            element('ul', {class: 'pf-v5-c-tabs__list'}, ['clients', 'find', 'expiring'].map(entry)));
    }
}

function section(...children) {
    return element('section', {class: 'pf-v5-c-page__main-section pf-m-light'}, children);
}

new App().start().catch(error => {
    document.getElementById('console').replaceChildren('This page could not be loaded. Reload it.');
    throw error;
});

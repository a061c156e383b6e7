// Who is signed in. The access token is in memory only, lives five minutes at most, and is not renewed: the person signs in
// again. keycloak-js sends the authorization request, checks its answer, and exchanges the code (with PKCE).

/* global Keycloak */

import {at} from './time.js';

export class Session {
    #keycloak;
    #settings;
    #end;
    #cancel = () => {};

    /** @param end is called when the access token has expired */
    constructor(settings, end) {
        this.#settings = settings;
        this.#end = end;
        this.#keycloak = new Keycloak({url: settings.server, realm: settings.realm, clientId: settings.client});
    }

    /** Takes the answer of a login, if the browser comes from one. */
    async begin() {
        await this.#keycloak.init({
            flow: 'standard',
            responseMode: 'fragment',
            pkceMethod: 'S256',
            checkLoginIframe: false,
            redirectUri: this.#settings.page,
        });
        if (this.isSignedIn()) {
            this.#cancel = at(this.end(), () => this.#expire());
        }
    }

    isSignedIn() {
        return Boolean(this.#keycloak.authenticated && this.#keycloak.token);
    }

    token() {
        return this.#keycloak.token;
    }

    /** When the access token expires, in milliseconds of this machine's clock. */
    end() {
        return (this.#keycloak.tokenParsed.exp + (this.#keycloak.timeSkew ?? 0)) * 1000;
    }

    user() {
        return this.#keycloak.idTokenParsed?.preferred_username ?? '';
    }

    signIn(locale) {
        return this.#keycloak.login({prompt: 'login', redirectUri: this.#settings.page, locale});
    }

    signOut() {
        return this.#keycloak.logout({redirectUri: this.#settings.page});
    }

    /** Forgets the tokens, and leaves the session at the server as it is. */
    forget() {
        this.#cancel();
        this.#keycloak.clearToken();
    }

    #expire() {
        this.forget();
        this.#end();
    }
}

// The Admin REST resource of API keys.

export class ApiError extends Error {
    constructor(status, code, message) {
        super(message);
        this.status = status;
        this.code = code;
    }
}

export class Api {
    #base;
    #token;

    /** @param token gives the access token of the person who is signed in */
    constructor(base, token) {
        this.#base = base;
        this.#token = token;
    }

    search(query) {
        return this.#call('GET', `?${new URLSearchParams(query)}`);
    }

    create(client, body) {
        return this.#call('POST', `/${client}`, body);
    }

    rotate(client, id, body) {
        return this.#call('POST', `/${client}/${id}/rotate`, body);
    }

    revoke(client, id) {
        return this.#call('DELETE', `/${client}/${id}`);
    }

    revokeAll(client, clientId) {
        return this.#call('POST', `/${client}/revoke-all`, {clientId});
    }

    async #call(method, path, body) {
        const headers = {Accept: 'application/json', Authorization: `Bearer ${this.#token()}`};
        if (body) {
            headers['Content-Type'] = 'application/json';
        }
        let response;
        try {
            response = await fetch(this.#base + path, {
                method,
                headers,
                body: body && JSON.stringify(body),
                cache: 'no-store',
                credentials: 'omit',
                redirect: 'error',
                referrerPolicy: 'no-referrer',
            });
        } catch {
            throw new ApiError(0, 'unreachable', '');
        }
        const answer = response.status === 204 ? undefined : await response.json().catch(() => ({}));
        if (!response.ok) {
            throw new ApiError(response.status, answer.error, answer.errorMessage ?? answer.error_description ?? '');
        }
        return answer;
    }
}

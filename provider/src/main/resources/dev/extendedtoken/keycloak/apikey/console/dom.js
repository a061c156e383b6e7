// Elements without markup: text stays text, whatever it contains.

/** An element. Attributes that are functions listen to events; those that are false or undefined are left out. */
export function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes ?? {})) {
        if (typeof value === 'function') {
            made.addEventListener(attribute, value);
        } else if (value !== false && value !== undefined && value !== null) {
            made.setAttribute(attribute, value === true ? '' : String(value));
        }
    }
    made.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
    return made;
}

export function button(label, kind, click, more) {
    return element('button', {type: 'button', class: `pf-v5-c-button pf-m-${kind}`, click, ...more}, label);
}

export function alert(kind, title, ...body) {
    return element('div', {class: `pf-v5-c-alert pf-m-inline pf-m-${kind} console-alert`},
        element('p', {class: 'pf-v5-c-alert__title'}, title),
        body.length > 0 && element('div', {class: 'pf-v5-c-alert__description'}, body));
}

export function label(kind, ...children) {
    return element('span', {class: `pf-v5-c-label pf-m-${kind}`},
        element('span', {class: 'pf-v5-c-label__content'},
            element('span', {class: 'pf-v5-c-label__text'}, children)));
}

/** A field of a form with its label and a hint. */
export function field(id, title, control, hint) {
    control.id = id;
    if (hint) {
        control.setAttribute('aria-describedby', `${id}-hint`);
    }
    return element('div', {class: 'pf-v5-c-form__group'},
        element('div', {class: 'pf-v5-c-form__group-label'},
            element('label', {class: 'pf-v5-c-form__label', for: id},
                element('span', {class: 'pf-v5-c-form__label-text'}, title))),
        element('div', {class: 'pf-v5-c-form__group-control'},
            element('span', {class: 'pf-v5-c-form-control'}, control),
            hint && element('p', {class: 'console-hint', id: `${id}-hint`}, hint)));
}

export function select(options, chosen, more) {
    return element('select', more,
        options.map(([value, title]) => element('option', {value, selected: String(value) === String(chosen)}, title)));
}

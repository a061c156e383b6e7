"use strict";

(() => {
    // The page's policy lets no script of the theme's own pages run, the one for dark colours included.
    const darkModeClass = document.getElementById("oob").dataset.darkModeClass;
    if (darkModeClass) {
        const dark = window.matchMedia("(prefers-color-scheme: dark)");
        const follow = () => document.documentElement.classList.toggle(darkModeClass, dark.matches);
        dark.addEventListener("change", follow);
        follow();
    }

    const copy = async (code) => {
        if (navigator.clipboard) {
            return navigator.clipboard.writeText(code.value);
        }
        // Plain http has no clipboard but this.
        code.select();
        if (!document.execCommand("copy")) {
            throw new Error("refused");
        }
    };

    document.addEventListener("DOMContentLoaded", () => {
        const code = document.getElementById("oob-code");
        if (!code) {
            return;
        }
        const button = document.getElementById("oob-copy");
        const status = document.getElementById("oob-status");
        code.addEventListener("focus", () => code.select());
        if (document.activeElement === code) {
            code.select();
        }
        button.hidden = false;
        button.addEventListener("click", async () => {
            status.textContent = "";
            try {
                await copy(code);
                status.dataset.state = "copied";
                status.textContent = button.dataset.copied;
            } catch {
                // First, or the announcement would be cut short.
                code.focus();
                status.dataset.state = "failed";
                status.textContent = button.dataset.failed;
            }
        });
    });
})();

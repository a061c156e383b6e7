package dev.extendedtoken.keycloak.endpoint.backchannel;

import jakarta.ws.rs.core.AbstractMultivaluedMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Parameters that look again at who reads them. Some of Keycloak's endpoints take the form before they authenticate the
 * client (logout, CIBA), others after; all read what the request is about afterwards.
 */
public final class GuardedForm extends AbstractMultivaluedMap<String, String> {

    private static final long serialVersionUID = 1L;

    public GuardedForm(MultivaluedMap<String, String> form, Runnable beforeReading) {
        super(new Store(form, beforeReading));
    }

    private static final class Store extends AbstractMap<String, List<String>> {

        private final Map<String, List<String>> form;
        private final Runnable beforeReading;

        Store(Map<String, List<String>> form, Runnable beforeReading) {
            this.form = form;
            this.beforeReading = beforeReading;
        }

        @Override
        public List<String> get(Object name) {
            beforeReading.run();
            return form.get(name);
        }

        @Override
        public boolean containsKey(Object name) {
            beforeReading.run();
            return form.containsKey(name);
        }

        @Override
        public Set<Entry<String, List<String>>> entrySet() {
            beforeReading.run();
            return form.entrySet();
        }

        @Override
        public List<String> put(String name, List<String> values) {
            return form.put(name, values);
        }
    }
}

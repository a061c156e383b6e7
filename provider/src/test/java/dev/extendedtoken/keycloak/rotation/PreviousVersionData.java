package dev.extendedtoken.keycloak.rotation;

/** What the previous version of the extension has stored, and what must be true of it at each step of an upgrade. */
interface PreviousVersionData {

    /** What it is, for reports. */
    String name();

    /** This version alone, after it has taken over the database. */
    void afterTheTakeover();

    /** Both versions, as nodes of one cluster. */
    void inOneCluster();

    /** This version alone again. */
    void atTheEnd();
}

/** The program's version: this is the only place where it stands. */
export const VERSION = "0.1.0";

/* A library that says when it is loaded: it makes the file LOADED. */
#include <fcntl.h>
#include <unistd.h>

__attribute__((constructor)) static void loaded(void) {
  int file = open(LOADED, O_CREAT | O_WRONLY, 0600);
  if (file >= 0) close(file);
}

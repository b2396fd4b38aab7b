/* dlsym as the program would have got it without the shim. */
#ifndef HIGHWATER_LOOKUP_H
#define HIGHWATER_LOOKUP_H

void *real_dlsym(void *handle, const char *symbol);

#endif

/* memmove is as fast, and is memcpy, too. */

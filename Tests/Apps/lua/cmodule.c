/* A C module for the Lua tests: user data, upvalues, callbacks, thread-local storage, and a longjmp over C. */
#define _GNU_SOURCE
#include <lua.h>
#include <lauxlib.h>
#include <lualib.h>
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local long touched[64];

static int vector_new(lua_State *L)
{
	lua_Integer n = luaL_checkinteger(L, 1);
	luaL_argcheck(L, n > 0 && n < 1 << 20, 1, "size out of range");
	double *v = lua_newuserdatauv(L, n * sizeof *v, 0);
	for (lua_Integer i = 0; i < n; i++) v[i] = i;
	luaL_setmetatable(L, "vector");
	return 1;
}

static int vector_sum(lua_State *L)
{
	double *v = luaL_checkudata(L, 1, "vector"), sum = 0;
	size_t n = lua_rawlen(L, 1) / sizeof *v;
	for (size_t i = 0; i < n; i++) sum += v[i];
	lua_pushnumber(L, sum);
	return 1;
}

static int collected(lua_State *L)
{
	lua_getfield(L, LUA_REGISTRYINDEX, "vector.collected");
	lua_Integer n = lua_tointeger(L, -1);
	lua_pushinteger(L, n + 1);
	lua_setfield(L, LUA_REGISTRYINDEX, "vector.collected");
	return 0;
}

static int count(lua_State *L)
{
	lua_pushinteger(L, lua_tointeger(L, lua_upvalueindex(1)) + 1);
	lua_copy(L, -1, lua_upvalueindex(1));
	return 1;
}

static int counter(lua_State *L)
{
	lua_pushinteger(L, 0);
	lua_pushcclosure(L, count, 1);
	return 1;
}

static int by_callback(const void *a, const void *b, void *L)
{
	lua_pushvalue(L, 2);
	lua_pushinteger(L, *(const int *)a);
	lua_pushinteger(L, *(const int *)b);
	lua_call(L, 2, 1);
	int r = lua_tointeger(L, -1);
	lua_pop(L, 1);
	return r;
}

/* An error raised in the callback jumps out of qsort. */
static int sorted(lua_State *L)
{
	size_t n = luaL_len(L, 1);
	int *v = lua_newuserdatauv(L, n * sizeof *v + 1, 0);
	for (size_t i = 0; i < n; i++) {
		lua_geti(L, 1, i + 1);
		v[i] = lua_tointeger(L, -1);
		lua_pop(L, 1);
	}
	qsort_r(v, n, sizeof *v, by_callback, L);
	lua_createtable(L, n, 0);
	for (size_t i = 0; i < n; i++) {
		lua_pushinteger(L, v[i]);
		lua_seti(L, -2, i + 1);
	}
	return 1;
}

/* A state of its own in each thread. */
static void *script(void *source)
{
	lua_State *L = luaL_newstate();
	if (!L) return 0;
	luaL_openlibs(L);
	touched[63] = 7;
	intptr_t r = luaL_dostring(L, source) ? -1 : lua_tointeger(L, -1);
	r += touched[63] - 7;
	lua_close(L);
	return (void *)r;
}

static int threads(lua_State *L)
{
	pthread_t t[8];
	char source[256];
	lua_Integer sum = 0;
	int n = 0;
	strncpy(source, luaL_checkstring(L, 1), sizeof source - 1);
	source[sizeof source - 1] = 0;
	for (; n < 8; n++) if ((errno = pthread_create(t + n, 0, script, source))) break;
	for (int i = 0; i < n; i++) {
		void *r;
		pthread_join(t[i], &r);
		sum += (intptr_t)r;
	}
	if (n < 8) return luaL_error(L, "pthread_create: %s", strerror(errno));
	lua_pushinteger(L, sum);
	lua_pushinteger(L, touched[63]);
	return 2;
}

int luaopen_cmodule(lua_State *L)
{
	static const luaL_Reg functions[] = {
		{"vector", vector_new}, {"counter", counter}, {"sorted", sorted}, {"threads", threads}, {0, 0}
	};
	luaL_newmetatable(L, "vector");
	lua_pushcfunction(L, vector_sum);
	lua_setfield(L, -2, "__call");
	lua_pushcfunction(L, collected);
	lua_setfield(L, -2, "__gc");
	luaL_newlib(L, functions);
	return 1;
}

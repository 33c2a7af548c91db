# The front door. `make` builds everything in build/; `make help` lists the rest.

BUILD  ?= build
PREFIX ?= /usr/local/apus
SWIFT  ?= swift
SWIFTC ?= swiftc

B := $(abspath $(BUILD))
# Where the build lays down an Apus and a stock musl of its own, for the tests.
STOCK := $(B)/stock
APUS  := $(B)/apus

.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := all

PRODUCTS := $(addprefix make/,musl.mk kernel.mk libc.mk tool.mk install.mk)
include $(PRODUCTS)
include $(filter-out $(PRODUCTS),$(wildcard make/*.mk))

.PHONY: all help clean
all: stock apus ## (default) build Apus in build/apus, and a stock musl to compare with

help: ## this list
	@awk -F':.*## ' '/^[a-z][a-z-]*:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

clean: ## remove build/
	rm -rf $(B)

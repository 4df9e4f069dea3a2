"""Functions that only compiled code calls are optimised and turned into machine code once, within their entry point.

numba makes every function a library of its own: it links all into it that the function calls, directly and
indirectly, optimises the whole, and emits machine code for it. Of three hundred functions that call each other over
thirty floors this is the same work thirty times over. Here a function keeps its own code only, until an entry point
gathers all that it needs and optimises that once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from llvmlite.binding import Linkage
from numba import _dynfunc
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.core.environment import lookup_environment

ENVIRONMENT = "_ZN08NumbaEnv"  # begins the names of the variables that point to the globals of a function


class Part(JITCodeLibrary):  # type: ignore[misc]
    """The code of one function, to be linked into others; it is never machine code by itself."""

    def finalize(self) -> None:
        """Nothing can be added any more; numba would link and optimise now."""
        self._raise_if_finalized()
        for library in self._linking_libraries:
            if hasattr(library, "_reload_init"):  # newer numba: what runs when machine code is read from disk
                self._reload_init.update(library._reload_init)
        self._finalized = True

    def _get_module_for_linking(self) -> Any:
        """All that the function needs, each once."""
        module = super()._get_module_for_linking().clone()
        for library in _needed_by(self, set()):
            module.link_in(_own_module(library), preserve=True)
        return module


class Whole(JITCodeLibrary):  # type: ignore[misc]
    """The code of an entry point and of all that it needs."""

    def _optimize_final_module(self) -> None:
        """Optimise; nothing outside calls what has come in, so that it may be changed to suit its callers."""
        for function in self._final_module.functions:
            if not function.is_declaration and function.linkage == Linkage.linkonce_odr:
                function.linkage = Linkage.internal
        super()._optimize_final_module()

    def _finalize_specific(self) -> None:
        """Machine code, and the environments of the functions that have come in with it."""
        super()._finalize_specific()
        for variable in self._final_module.global_variables:
            environment = lookup_environment(variable.name) if variable.name.startswith(ENVIRONMENT) else None
            if environment is not None:
                self.codegen.set_env(variable.name, environment)


def _own_module(library: Any) -> Any:
    """A library's code as it can be linked into others: of a part its own only."""
    return JITCodeLibrary._get_module_for_linking(library)


def _needed_by(library: Any, seen: set[Any]) -> Iterator[Any]:
    """Libraries that a part needs, directly and indirectly, each once."""
    for needed in library._linking_libraries:
        if needed not in seen:
            seen.add(needed)
            yield needed
            if isinstance(needed, Part):
                yield from _needed_by(needed, seen)


class PartCompiler(Compiler):  # type: ignore[misc]
    """Compiles a function that compiled code calls."""

    def define_pipelines(self) -> Any:
        """Like any function, but into a part."""
        self.state.library = _library(Part, self.state)
        self.state.flags.no_compile = True
        self.state.flags.no_cpython_wrapper = True
        return super().define_pipelines()

    def _compile_core(self) -> Any:
        """The result, known to numba under a function that cannot be called from Python."""
        compiled = super()._compile_core()
        described, library = compiled.fndesc, compiled.library
        key = _dynfunc.make_function(
            described.lookup_module(), described.qualname, "", 0, compiled.environment, (library,)
        )
        compiled.target_context.insert_user_function(key, described, [library])
        return compiled._replace(entry_point=key)


class WholeCompiler(Compiler):  # type: ignore[misc]
    """Compiles a function that Python calls."""

    def define_pipelines(self) -> Any:
        """Like any function, but into a whole."""
        self.state.library = _library(Whole, self.state)
        return super().define_pipelines()


def _library(kind: Any, state: Any) -> Any:
    library = kind(state.targetctx.codegen(), state.func_id.func_qualname)
    library.enable_object_caching()
    return library

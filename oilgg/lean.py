"""The code of a module as the image has it: less to unpack, less to do when it is executed.

What is only for type checkers is left out, imports of modules that are there become look-ups, and functions that no
ordinary run calls are cold (see start.py).
"""

import ast
import marshal
import posix

from oilgg.start import OPTIMIZED, functions, source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container
    from typing import Any

_STUB = functions(
    compile("def cold(*args, _cold, **named): return __warm__(__name__, _cold)(*args, **named)", "<cold>", "exec")
)["cold"]
"""The code that all cold functions share."""


def tree(name: str, ready: "Container[str]", modules: "Container[str]") -> "ast.Module":
    """The syntax tree of a module, without what nobody needs.

    Those of all `modules` that are `ready` are there, maybe unloaded, before its code is executed.
    """
    with open(source(name, is_package(name)), "rb") as file:
        found = ast.parse(file.read())
    _Lean(name, ready, modules).visit(found)
    return ast.fix_missing_locations(found)


def compiled(name: str, tree: "ast.Module") -> "Any":
    """The code of a module."""
    return compile(tree, source(name, is_package(name)), "exec", dont_inherit=True, optimize=2)


def is_package(name: str) -> bool:
    """Whether a module of oilgg is a package."""
    return posix.access(source(name, True), posix.R_OK)


def split(name: str, tree: "ast.Module", called: "set[str]") -> "tuple[Any, dict[str, bytes]]":
    """The code of a module in which all functions but those that are `called` are cold; the code of these, packed."""
    own = functions(compiled(name, tree))
    cold = []
    for qualname, node in _methods(tree, ""):
        code = own.get(qualname)
        if code is None or qualname in called or code.co_freevars or not all(map(_is_plain, node.decorator_list)):
            continue
        node.args.kwonlyargs.append(ast.arg("_cold"))
        node.args.kw_defaults.append(ast.Constant(qualname))
        node.body = [ast.Pass()]
        cold.append(qualname)
    code = compiled(name, ast.fix_missing_locations(tree))
    return _with_stubs(code), {qualname: marshal.dumps(own[qualname]) for qualname in cold}


def _methods(tree: "ast.Module | ast.ClassDef", prefix: str) -> "list[tuple[str, ast.FunctionDef]]":
    """The functions right in a module or class, and in the classes there, that are found by names of their own."""
    found: dict[str, list[ast.FunctionDef]] = {}
    inner = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and (node.name[:2] != "__" or node.name[-2:] == "__"):
            found.setdefault(prefix + node.name, []).append(node)
        elif isinstance(node, ast.ClassDef):
            inner += _methods(node, f"{prefix}{node.name}.")
    return [(name, nodes[0]) for name, nodes in found.items() if len(nodes) == 1] + inner


def _is_plain(decorator: "ast.expr") -> bool:
    """Whether `warm` finds the function behind a decorator."""
    return isinstance(decorator, ast.Name) and decorator.id in ("classmethod", "property", "staticmethod")


def _with_stubs(code: "Any") -> "Any":
    """The same code with the code that all cold functions share."""
    constants = []
    for constant in code.co_consts:
        if type(constant) is type(code):
            if not constant.co_flags & OPTIMIZED:
                constant = _with_stubs(constant)
            elif "_cold" in constant.co_varnames:
                constant = _STUB
        constants.append(constant)
    return code.replace(co_consts=tuple(constants))


class _Lean(ast.NodeTransformer):
    """Takes out of a module what is only for type checkers, and the work of imports that have been done.

    An import statement costs 5 µs even where the module is there, the look into a dictionary a tenth of that.
    """

    def __init__(self, name: str, ready: "Container[str]", modules: "Container[str]") -> None:
        self._package = name.split(".") if is_package(name) else name.split(".")[:-1]
        self._ready = ready
        self._modules = modules

    def visit_FunctionDef(self, node: "ast.FunctionDef | ast.AsyncFunctionDef") -> "ast.AST":
        """Without annotations."""
        self.generic_visit(node)
        node.returns = None
        arguments = node.args
        for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            argument.annotation = None
        for rest in (arguments.vararg, arguments.kwarg):
            if rest is not None:
                rest.annotation = None
        return node

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_AnnAssign(self, node: "ast.AnnAssign") -> "ast.AST":
        """An assignment, or nothing."""
        self.generic_visit(node)
        return ast.copy_location(ast.Assign([node.target], node.value) if node.value else ast.Pass(), node)

    def visit_If(self, node: "ast.If") -> "ast.AST | list[ast.stmt]":
        """Nothing for type checkers."""
        self.generic_visit(node)
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return node.orelse or ast.Pass()
        return node

    def visit_ImportFrom(self, node: "ast.ImportFrom") -> "ast.AST | list[ast.AST]":
        """`from oilgg.a import b` as `b = __modules__["oilgg.a"].b`."""
        if node.module == "__future__":
            return ast.Pass()
        package = self._package[: len(self._package) + 1 - node.level] if node.level else []
        module = ".".join([*package, *([node.module] if node.module else [])])
        found: list[ast.AST] = []
        for alias in node.names:
            name = f"{module}.{alias.name}"
            if name in self._ready:
                value: ast.expr = _module(name)
            elif module in self._ready and name not in self._modules:
                value = ast.Attribute(_module(module), alias.name, ast.Load())
            else:
                found.append(ast.ImportFrom(node.module, [alias], node.level))
                continue
            found.append(ast.Assign([ast.Name(alias.asname or alias.name, ast.Store())], value))
        return [ast.copy_location(one, node) for one in found]


def _module(name: str) -> "ast.expr":
    return ast.Subscript(ast.Name("__modules__", ast.Load()), ast.Constant(name), ast.Load())

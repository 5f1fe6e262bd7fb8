/* An extension module that uses Expat; built in a wheel, it has a function of the build that the wheel brings. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

extern const char *XML_ExpatVersion(void);
extern void *XML_ParserCreate(const char *encoding);
#ifdef BUNDLED
extern long XML_Depth(void *of);
#else
static long XML_Depth(void *of) { return of == NULL; }
#endif

static PyObject *version(PyObject *self, PyObject *none) { return PyUnicode_FromString(XML_ExpatVersion()); }
static PyObject *depth(PyObject *self, PyObject *none) { return PyLong_FromLong(XML_Depth(XML_ParserCreate(NULL))); }

static PyMethodDef methods[] = {
    {"version", version, METH_NOARGS, NULL}, {"depth", depth, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "_bundle", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__bundle(void) { return PyModule_Create(&definition); }

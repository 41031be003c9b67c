#pragma once

#ifdef __SANITIZE_ADDRESS__
/// libx265 3.5 loses strings of its own parameters, 1.2 kB an encoder; nothing of ours is in it. For one file of a
/// test's program.
extern "C" const char* __lsan_default_suppressions() { return "leak:libx265"; }
#endif

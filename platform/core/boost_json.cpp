// Boost.JSON, compiled once for the whole project: Debian ships its headers without the library.
#include <boost/json/src.hpp>

#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "cli/docs/completion.hpp"
#include "cli/docs/manual.hpp"

/// tasma-docs FOLDER: writes tasma.1, tasma.bash and _tasma, what is installed for man, bash and zsh. Part of the
/// build.
int main(int count, char** words) try {
  using namespace tasma::cli::docs;
  if (count != 2) {
    std::cerr << "usage: tasma-docs FOLDER\n";
    return 2;
  }
  const std::filesystem::path folder = words[1];
  const auto write = [&](const char* name, void (*print)(std::ostream&)) {
    std::ofstream file(folder / name);
    file.exceptions(std::ios::failbit | std::ios::badbit);
    print(file);
    file.close();
  };
  write("tasma.1", print_manual);
  write("tasma.bash", print_bash_completion);
  write("_tasma", print_zsh_completion);
  return 0;
} catch (const std::exception& failure) {
  std::cerr << "tasma-docs: " << failure.what() << '\n';
  return 74;
}

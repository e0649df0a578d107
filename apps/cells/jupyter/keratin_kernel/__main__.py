"""python -m keratin_kernel install, or, started by Jupyter, the kernel."""
import sys


def main():
    if sys.argv[1:2] == ["install"]:
        from .install import main as install
        return install(sys.argv[2:])
    from ipykernel.kernelapp import IPKernelApp

    from .kernel import KeratinKernel
    IPKernelApp.launch_instance(kernel_class=KeratinKernel)
    return 0


if __name__ == "__main__":
    sys.exit(main())

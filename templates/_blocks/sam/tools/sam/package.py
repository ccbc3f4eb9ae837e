"""`sam package` into a folder, in place of a bucket: `package.py FOLDER ADDRESS …`, by the Python of tools/sam/.venv.

ADDRESS: the URL that stands for the bucket in what SAM writes. The other arguments are those of `sam package`. The SAM
CLI has no such option: it makes what is uploaded, its names and the template in one go. It runs in Build only, because
it is larger than all that a stage after Build may need; `workload/uploads.py` uploads.
"""

import shutil
import sys
from pathlib import Path

from samcli.cli.main import cli
from samcli.lib.package.s3_uploader import S3Uploader


def main(folder: Path, address: str, options: list[str]) -> None:
    """Ends the process with the exit code of the SAM CLI."""

    def keep(uploader: S3Uploader, file_name: str, remote_path: str) -> str:
        shutil.copyfile(file_name, folder / remote_path)
        key = f"{uploader.prefix}/{remote_path}" if uploader.prefix else remote_path
        return str(uploader.make_url(key))

    def url(_uploader: S3Uploader, key: str, _version: str | None = None) -> str:
        return f"{address}/{key}"

    S3Uploader.upload = keep
    S3Uploader.to_path_style_s3_url = url
    cli(["package", *options])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])

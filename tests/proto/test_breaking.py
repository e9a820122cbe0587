"""What must be refused, and what must not, each by an example."""

from __future__ import annotations

from pathlib import Path

import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorSet

from tests.proto.breaking import breaking_changes
from tests.proto.contracts import as_text, compile_folder

contract = """syntax = "proto3";
package plaza.shop.v1;

service ShopService {
  rpc Buy(BuyRequest) returns (BuyResponse);
  rpc Return(BuyRequest) returns (BuyResponse);
}

enum Size {
  SIZE_UNSPECIFIED = 0;
  SIZE_SMALL = 1;
}

message BuyRequest {
  message Wish {
    string text = 1;
  }
  string name = 1;
  int32 count = 2;
  repeated string tags = 3;
  Size size = 4;
  Wish wish = 5;
  oneof payment {
    string card = 6;
    string voucher = 7;
  }
  optional int32 discount = 8;
}

message BuyResponse {
  string id = 1;
}
"""

# What is replaced by what, and a part of the sentence that says so.
refused = {
    "a field is removed": ("  int32 count = 2;\n", "", "BuyRequest.count = 2 is gone"),
    "a field is removed and reserved": ("  int32 count = 2;\n", "  reserved 2;\n", "BuyRequest.count = 2 is gone"),
    "a field is renumbered": ("count = 2", "count = 9", "BuyRequest.count = 2 is gone"),
    "a field is renamed": ("int32 count = 2", "int32 number = 2", "name was count, is number"),
    "a field is retyped": ("int32 count = 2", "string count = 2", "type was TYPE_INT32, is TYPE_STRING"),
    "a field is retyped to a like type": ("int32 count = 2", "int64 count = 2", "type was TYPE_INT32, is TYPE_INT64"),
    "a field has another JSON name": ("count = 2", 'count = 2 [json_name = "n"]', "JSON name was count, is n"),
    "a field becomes repeated": ("string name = 1", "repeated string name = 1", "label was LABEL_OPTIONAL"),
    "a field is no longer repeated": ("repeated string tags", "string tags", "label was LABEL_REPEATED"),
    "a field tells its presence no longer": ("optional int32 discount", "int32 discount", "presence was told"),
    "a field becomes a message": ("Size size = 4", "Wish size = 4", "type was plaza.shop.v1.Size"),
    "a field leaves its oneof": (
        "    string voucher = 7;\n  }\n",
        "  }\n  string voucher = 7;\n",
        "oneof was payment, is none",
    ),
    "a field of a nested message is renumbered": ("text = 1", "text = 2", "BuyRequest.Wish.text = 1 is gone"),
    "an enum value is removed": ("  SIZE_SMALL = 1;\n", "", "Size.SIZE_SMALL = 1 is gone"),
    "an enum value is renumbered": ("SIZE_SMALL = 1", "SIZE_SMALL = 2", "SIZE_SMALL: number was 1, is 2"),
    "an enum value is renamed": ("SIZE_SMALL", "SIZE_LITTLE", "Size.SIZE_SMALL = 1 is gone"),
    "a method is removed": (
        "  rpc Return(BuyRequest) returns (BuyResponse);\n",
        "",
        "ShopService.Return is gone",
    ),
    "a method is renamed": ("rpc Return", "rpc GiveBack", "ShopService.Return is gone"),
    "a method takes something else": ("Buy(BuyRequest)", "Buy(BuyResponse)", "ShopService.Buy was"),
    "a method gives a stream": ("rpc Buy(BuyRequest) returns (", "rpc Buy(BuyRequest) returns (stream ", "is"),
    "a service is renamed": ("service ShopService", "service Shop", "ShopService is gone"),
    "a message is renamed": ("BuyResponse", "BuyAnswer", "BuyResponse is gone"),
    "the package changes": ("package plaza.shop.v1", "package plaza.shop.v2", "plaza.shop.v1.BuyRequest is gone"),
}

accepted = {
    "nothing changes": ("", ""),
    "a field is added": ("  int32 count = 2;\n", "  int32 count = 2;\n  string note = 20;\n"),
    "an enum value is added": ("  SIZE_SMALL = 1;\n", "  SIZE_SMALL = 1;\n  SIZE_LARGE = 2;\n"),
    "a method is added": (
        "service ShopService {\n",
        "service ShopService {\n  rpc Look(BuyRequest) returns (BuyResponse);\n",
    ),
    "a message is added": ("message BuyRequest {", "message Look {}\nmessage BuyRequest {"),
    "a comment changes": ("message BuyRequest {", "// What is wanted.\nmessage BuyRequest {"),
}


def compiled(folder: Path, text: str) -> FileDescriptorSet:
    (folder / "plaza").mkdir(parents=True)
    (folder / "plaza/shop.proto").write_text(text)
    return compile_folder(folder)


def changes(folder: Path, old: str, new: str) -> list[str]:
    assert old in contract
    return breaking_changes(compiled(folder / "before", contract), compiled(folder / "now", contract.replace(old, new)))


@pytest.mark.parametrize("name", refused)
def test_refuses_when(name: str, tmp_path: Path) -> None:
    old, new, words = refused[name]
    found = changes(tmp_path, old, new)
    assert any(words in change for change in found), found


@pytest.mark.parametrize("name", accepted)
def test_accepts_when(name: str, tmp_path: Path) -> None:
    assert changes(tmp_path, *accepted[name]) == []


def test_a_removed_file_is_noticed(tmp_path: Path) -> None:
    before = compiled(tmp_path, contract)
    assert "plaza.shop.v1.ShopService is gone" in breaking_changes(before, FileDescriptorSet())[-1]


def test_the_text_of_a_baseline_is_the_same_each_time(tmp_path: Path) -> None:
    assert as_text(compiled(tmp_path / "one", contract)) == as_text(compiled(tmp_path / "two", contract))

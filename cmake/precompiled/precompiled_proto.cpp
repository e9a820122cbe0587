// Gives the precompiled header of generated protobuf code a target to belong to.

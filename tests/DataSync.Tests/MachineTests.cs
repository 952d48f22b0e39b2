namespace DataSync.Tests;

/// <summary>Tests that make up the machine of this process: one class after another.</summary>
[CollectionDefinition(Name)]
public sealed class MachineTests
{
    public const string Name = "Machine";
}

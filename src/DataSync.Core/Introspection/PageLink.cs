namespace DataSync.Introspection;

/// <summary>A page that another one leads to.</summary>
/// <param name="Address">Its address or path.</param>
/// <param name="Title">What the link says; empty where it says nothing.</param>
public sealed record PageLink(Uri Address, string Title);

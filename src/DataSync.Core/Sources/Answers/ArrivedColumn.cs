using DataSync.Rows;

namespace DataSync.Sources.Answers;

/// <summary>A column as it came, with the type it has there.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Vector">Its values.</param>
/// <param name="Misfit">The first value that the vector's type could not hold and that is null in it; null where all fit.</param>
internal readonly record struct ArrivedColumn(string Name, ColumnVector Vector, string? Misfit = null);

using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace DataSync.Stores;

/// <summary>The slices that an Append table has rows of, by hash: each is added once. One without rows may be asked again, as its rows may come late.</summary>
internal sealed class AppendedSlices
{
    private readonly HashSet<UInt128> _slices = [];

    /// <summary>Notes a slice that is in the table.</summary>
    public void Add(SliceMarker marker)
    {
        if (marker.Rows > 0) _slices.Add(Identity(marker));
    }

    /// <summary>Refuses slices that are in the table already.</summary>
    /// <exception cref="SliceRejectedException">One of them is.</exception>
    public void Refuse(IEnumerable<SliceRows> slices, string table)
    {
        if (slices.FirstOrDefault(s => _slices.Contains(Identity(s.Marker))) is not { } again) return;
        throw new SliceRejectedException(new Failure(FailureCategory.Store, $"Slice {again.Marker.Slice} is in table '{table}' already, and Append adds each slice once.")
        {
            Advice = "To refresh slices, make the plan with -Mode ReplaceSlice or Upsert.",
        });
    }

    private static UInt128 Identity(SliceMarker marker) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(marker.Slice.AsSpan()));
}

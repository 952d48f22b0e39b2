using System.Collections;
using System.Management.Automation;

namespace DataSync.Scripts;

/// <summary>
/// A list that only takes: PowerShell adds each object a script emits, as it is emitted. Of all ways to hear a script's output this is the one that collects nothing
/// first. The other members exist because the interfaces ask for them.
/// </summary>
internal sealed class ArgumentSink(Action<PSObject?> take) : IList<PSObject>, IList
{
    public int Count => 0;
    public bool IsReadOnly => false;
    public bool IsFixedSize => false;
    public bool IsSynchronized => false;
    public object SyncRoot => this;

    public PSObject this[int index]
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    object? IList.this[int index]
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Add(PSObject item) => take(item);
    public void Insert(int index, PSObject item) => take(item);

    int IList.Add(object? value)
    {
        take((PSObject?)value);
        return 0;
    }

    void IList.Insert(int index, object? value) => take((PSObject?)value);

    public void Clear() { }
    public bool Contains(PSObject item) => false;
    public void CopyTo(PSObject[] array, int arrayIndex) { }
    public IEnumerator<PSObject> GetEnumerator() => Enumerable.Empty<PSObject>().GetEnumerator();
    public int IndexOf(PSObject item) => -1;
    public bool Remove(PSObject item) => false;
    public void RemoveAt(int index) => throw new NotSupportedException();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    bool IList.Contains(object? value) => false;
    int IList.IndexOf(object? value) => -1;
    void IList.Remove(object? value) => throw new NotSupportedException();
    void ICollection.CopyTo(Array array, int index) { }
}

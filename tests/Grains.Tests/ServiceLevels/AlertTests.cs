using SalesFlow.Grains.Tests.Support;
using SalesFlow.ServiceLevels;

namespace SalesFlow.Grains.Tests.ServiceLevels;

public sealed class AlertTests : IAsyncLifetime
{
    private readonly GrainCluster _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Notice_is_taken_as_often_as_an_alert_is_raised_and_a_repeated_command_is_one()
    {
        var alert = _world.Grain<IAlertGrain>("stale-deal-1");
        Assert.True((await alert.Acknowledge("first", "u1")).Accepted);
        Assert.True((await alert.Acknowledge("first", "u1")).Repeated);
        Assert.True((await alert.Acknowledge("second", "u2")).Accepted);
        Assert.Equal(["u1", "u2"], _world.Store.Events(alert.GetGrainId()).OfType<AlertAcknowledged>().Select(a => a.UserId));
    }
}

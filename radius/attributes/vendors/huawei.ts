/** Attributes of Huawei gateways that tell which ports of which address their NAT gives a device. */
import { attributesOf } from '../attribute-type.ts'

const huawei = attributesOf(2011)

export const HuaweiNatPublicAddress = huawei.ipv4('Huawei-NAT-Public-Address', 161)
export const HuaweiNatStartPort = huawei.integer('Huawei-NAT-Start-Port', 162)
export const HuaweiNatEndPort = huawei.integer('Huawei-NAT-End-Port', 163)
export const HuaweiNatPortRangeUpdate = huawei.enumerated('Huawei-NAT-Port-Range-Update', 165, { Added: 0, Deleted: 1 })
